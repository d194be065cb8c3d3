package io.tailrace;

/** Bytes as text, 16 a line; lines that are all zero are left out. */
final class HexDump {
    private HexDump() {}

    static String of(byte[] bytes) {
        StringBuilder dump = new StringBuilder();
        for (int at = 0; at < bytes.length; at += 16) {
            if (!isZero(bytes, at)) {
                dump.append(String.format("%08x ", at));
                for (int i = at; i < Math.min(at + 16, bytes.length); i++) {
                    dump.append(i % 16 == 8 ? "  " : " ").append(String.format("%02x", bytes[i]));
                }
                dump.append('\n');
            }
        }
        return dump.toString();
    }

    /** The bytes of a dump, whatever stands behind {@code |}. */
    static byte[] parse(String dump, int length) {
        byte[] bytes = new byte[length];
        dump.lines().filter(line -> !line.isBlank()).forEach(line -> {
            String[] fields = line.substring(0, line.indexOf('|') < 0 ? line.length() : line.indexOf('|'))
                    .trim()
                    .split("\\s+");
            int at = Integer.parseInt(fields[0], 16);
            for (int i = 1; i < fields.length; i++) {
                bytes[at++] = (byte) Integer.parseInt(fields[i], 16);
            }
        });
        return bytes;
    }

    private static boolean isZero(byte[] bytes, int from) {
        for (int i = from; i < Math.min(from + 16, bytes.length); i++) {
            if (bytes[i] != 0) {
                return false;
            }
        }
        return true;
    }
}
