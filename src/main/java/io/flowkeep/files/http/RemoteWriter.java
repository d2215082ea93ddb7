package io.flowkeep.files.http;

import io.flowkeep.files.FileContent;
import io.flowkeep.files.http.ByteRanges.ByteRange;
import io.flowkeep.http.Reply;
import java.io.IOException;
import java.io.OutputStream;

/** Passes on a part of a file that is on another machine. One answer only; closes the source. */
record RemoteWriter(FileContent.Source source, ByteRange range) implements Reply.Writer {
    @Override
    public void writeTo(OutputStream out) throws IOException {
        source.copy(range.first(), range.length(), out);
    }

    @Override
    public void close() throws IOException {
        source.close();
    }
}
