import assert from "node:assert/strict";
import fc from "fast-check";
import { page } from "../../src/panel/page";

const parts = {
  script: "https://webview/dist/panel.js",
  style: "https://webview/dist/panel.css",
  cspSource: "https://webview",
  nonce: "bm9uY2U",
  locale: "en",
  title: "Lock Status",
};

describe("the page of a panel", () => {
  it("lets in one script and one style sheet, and nothing else", () => {
    const html = page(parts);
    const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1];
    assert.equal(policy, "default-src 'none'; style-src https://webview; script-src 'nonce-bm9uY2U';");
    assert.doesNotMatch(html, /unsafe-|\son\w+=|\sstyle=|javascript:/i);
    assert.deepEqual(html.match(/<script[^>]*>/g), [`<script nonce="${parts.nonce}" src="${parts.script}">`]);
    // The policy stands before whatever it is to hold back.
    assert.ok(html.indexOf("Content-Security-Policy") < html.indexOf("<link"));
  });

  it("takes a title of strangers as text", () => {
    const tags = (html: string) => html.match(/<[^>]*>/g)?.map((tag) => tag.replace(/"[^"]*"/g, '""'));
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.constant('</title><script>alert(1)</script>"')), (title) => {
        assert.deepEqual(tags(page({ ...parts, title })), tags(page(parts)));
      }),
    );
  });
});
