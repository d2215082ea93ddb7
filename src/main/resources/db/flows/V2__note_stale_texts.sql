-- Flows that flow_search holds with a text that has changed or gone. A search passes over them; they
-- are taken out of it, and out of here, many at a time. No flow in here has indexed = 1 in flow_texts.
CREATE TABLE flow_search_stale (
    flow INTEGER PRIMARY KEY
) STRICT;
