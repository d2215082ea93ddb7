"use strict";

// Found from where this script came from, so that it works behind any prefix of a proxy.
const document_url = new URL("../openapi.json", document.currentScript.src).href;

window.addEventListener("load", () => {
  window.ui = SwaggerUIBundle({
    url: document_url,
    dom_id: "#swagger-ui",
    deepLinking: true,
    displayRequestDuration: true,
    filter: true,
    validatorUrl: null,
    layout: "BaseLayout",
  });
});
