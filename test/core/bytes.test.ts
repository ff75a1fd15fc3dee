import assert from "node:assert/strict";
import fc from "fast-check";
import { bytesOf, clip, looksBinary, shown, utf8 } from "../../src/core/bytes";

describe("bytes", () => {
  it("shows UTF-8 as it is and other bytes as escapes", () => {
    assert.equal(shown(bytesOf("键 🙂")), "键 🙂");
    assert.equal(shown(Uint8Array.of(0x61, 0xff, 0x62)), "a\\xffb");
    assert.equal(shown(Uint8Array.of(0xe4, 0xb8, 0xad, 0xe4, 0xb8)), "中\\xe4\\xb8");
  });

  it("never shows what would break or disguise a line", () => {
    assert.equal(shown("a\nb\u202egpj.exe\u0000"), "a\\nb\\u{202e}gpj.exe\\x00");
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        assert.doesNotMatch(shown(bytes), /[\p{Cc}\u202a-\u202e\u2066-\u2069]/u);
      }),
    );
  });

  it("clips by whole characters", () => {
    assert.equal(clip("abc", 3), "abc");
    assert.equal(clip("abcd", 3), "ab…");
    assert.equal(clip("🙂🙂🙂", 2), "🙂…");
  });

  it("takes text for text, even where a piece ends within a character", () => {
    assert.equal(looksBinary(bytesOf("héllo 中文")), false);
    assert.equal(looksBinary(Buffer.alloc(9000, "中")), false);
    assert.equal(looksBinary(Uint8Array.of(1, 0, 2)), true);
    assert.equal(looksBinary(Uint8Array.of(0xff, 0xfe, 0x41)), true);
    assert.equal(looksBinary(new Uint8Array()), false);
  });

  it("knows what is UTF-8", () => {
    assert.equal(utf8(Uint8Array.of(0xc3, 0x28)), undefined);
    assert.equal(utf8(bytesOf("\ufeffx")), "\ufeffx");
  });
});
