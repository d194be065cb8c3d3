package io.tailrace.samples.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class JsonTest {
    private final Bytes out = new Bytes();
    private final Json json = new Json(out);

    @Test
    void separatesWhatStandsSideBySide() {
        json.beginObject().name("a").number(-1).name("b").beginArray().endArray();
        json.name("c")
                .beginArray()
                .beginObject()
                .endObject()
                .beginObject()
                .name("d")
                .bool(true)
                .endObject()
                .endArray();
        json.name("e").string("").name("f").bool(false).endObject();
        assertEquals("{\"a\":-1,\"b\":[],\"c\":[{},{\"d\":true}],\"e\":\"\",\"f\":false}", out.toString());
    }

    @Test
    void escapesWhatJsonForbids() {
        json.string("\" \\ / \b \f \n \r \t \u0000 \u001f \u007f");
        assertEquals("\"\\\" \\\\ / \\u0008 \\u000c \\n \\r \\t \\u0000 \\u001f \u007f\"", out.toString());
    }

    @Test
    void escapesAtBothEnds() {
        json.string("\n\n");
        assertEquals("\"\\n\\n\"", out.toString());
    }

    @Test
    void leavesAllOtherTextAlone() {
        // Two, three and four bytes of UTF-8; the last is a surrogate pair in Java.
        String text = "ü € \uD83D\uDE00 \u2028";
        json.string(text);
        assertEquals('"' + text + '"', out.toString());
    }

    @Test
    void takesAPartOfAnArray() {
        byte[] utf8 = "xx\"y\"zz".getBytes(UTF_8);
        json.string(utf8, 2, 3);
        assertEquals("\"\\\"y\\\"\"", out.toString());
    }
}
