package io.flowkeep.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.ReferenceCountUtil;

/**
 * Keeps a connection from changing to HTTP/2 while a request body is still to come: the request is
 * answered over HTTP/1.1, as RFC 9110 allows (section 7.8).
 *
 * <p>Vert.x hands such a body to the new protocol's flow control, which did not count its bytes on
 * arrival: a body longer than one window gets stuck, and a client that waits for {@code 100
 * Continue} gets it in a protocol that it has not switched to yet.
 *
 * <p>Only a connection's first request can change it. Vert.x puts its handlers in place at the
 * first byte by which the two protocols differ, so the first bytes are passed on one by one, and
 * the guard is installed before a request is complete. One connection only, on its event loop.
 */
final class UpgradeGuard extends ChannelInboundHandlerAdapter {
    /** Vert.x's name for the handler that makes the change. */
    private static final String CHANGING = "h2c";

    /** An HTTP/2 connection begins with so many fixed bytes. */
    private static final int PREFACE_BYTES = 24;

    private int passed;

    /** Installs a guard on every connection that is accepted. */
    @ChannelHandler.Sharable
    static final class AtTheDoor extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object accepted) {
            if (accepted instanceof Channel connection) {
                connection.pipeline().addLast(new UpgradeGuard());
            }
            context.fireChannelRead(accepted);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (!(message instanceof ByteBuf bytes)) {
            context.fireChannelRead(message);
            return;
        }
        while (!context.isRemoved() && bytes.isReadable()) {
            context.fireChannelRead(bytes.readRetainedSlice(1));
            passed++;
            leaveIfDecided(context);
        }
        if (bytes.isReadable()) {
            context.fireChannelRead(bytes);
        } else {
            ReferenceCountUtil.release(bytes);
        }
    }

    private void leaveIfDecided(ChannelHandlerContext context) {
        ChannelPipeline pipeline = context.pipeline();
        if (pipeline.get(CHANGING) != null) {
            pipeline.addBefore(CHANGING, null, new FirstRequest());
            pipeline.remove(this);
        } else if (passed == PREFACE_BYTES) {
            pipeline.remove(this);
        }
    }

    /** Looks at the first request, then removes itself. */
    private static final class FirstRequest extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (message instanceof HttpRequest request) {
                context.pipeline().remove(this);
                HttpHeaders headers = request.headers();
                if (headers.contains(HttpHeaderNames.UPGRADE) && !mayChange(request)) {
                    headers.remove(HttpHeaderNames.UPGRADE);
                }
            }
            context.fireChannelRead(message);
        }

        private static boolean mayChange(HttpRequest request) {
            HttpHeaders headers = request.headers();
            return request.protocolVersion().equals(HttpVersion.HTTP_1_1)
                    && headers.getAll("HTTP2-Settings").size() == 1
                    && !headers.contains(HttpHeaderNames.TRANSFER_ENCODING)
                    && !headers.contains(HttpHeaderNames.EXPECT)
                    && headers.getAll(HttpHeaderNames.CONTENT_LENGTH).stream()
                            .allMatch("0"::equals);
        }
    }
}
