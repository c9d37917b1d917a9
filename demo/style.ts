/** The page's looks, near enough to GitHub's to be read the same way, in light and dark. */
export const style = `
:root { color-scheme: light dark; --line: #d1d9e0; --soft: #f6f8fa; --text: #1f2328; --muted: #59636e; --added: #dafbe1; --removed: #ffebe9; }
@media (prefers-color-scheme: dark) { :root { --line: #3d444d; --soft: #151b23; --text: #f0f6fc; --muted: #9198a1; --added: #12261e; --removed: #25171c; } }
body { margin: 0; font: 14px/1.5 system-ui, sans-serif; color: var(--text); background: Canvas; }
main { max-width: 1080px; margin: 0 auto; padding: 24px 16px 64px; }
h1 { font-weight: 400; margin: 0; } a { color: light-dark(#0969da, #4493f8); } h1 span, small, .repository { color: var(--muted); font-weight: 400; }
.open { background: #1a7f37; color: #fff; border-radius: 2em; padding: 4px 12px; }
.box { border: 1px solid var(--line); border-radius: 6px; margin: 16px 0; overflow-x: auto; }
.box > h2, .box > h3 { margin: 0; padding: 8px 16px; font-size: 14px; background: var(--soft); border-bottom: 1px solid var(--line); }
.markdown { padding: 8px 16px; } .markdown table { border-collapse: collapse; display: block; overflow-x: auto; }
.markdown th, .markdown td { border: 1px solid var(--line); padding: 4px 10px; text-align: left; }
code, pre { font: 12px/1.6 ui-monospace, monospace; } .markdown code { background: var(--soft); padding: 1px 4px; border-radius: 4px; }
.check.failure b { color: #d1242f; } .check.success b { color: #1a7f37; } .check details { padding: 8px 16px; }
.file table { border-collapse: collapse; width: 100%; } .file th { width: 48px; color: var(--muted); font: 12px ui-monospace, monospace; text-align: right; padding: 0 8px; }
.file td { white-space: pre-wrap; } .added { background: var(--added); } .removed { background: var(--removed); }
.remark td { white-space: normal; padding: 4px 0; } .remark .markdown { border: 1px solid var(--line); border-left: 4px solid var(--muted); border-radius: 6px; margin: 4px 16px 4px 0; background: Canvas; }
.remark small { display: block; } div.remark { padding: 4px 0; } div.remark .markdown { margin: 8px 16px; } div.remark p { white-space: pre-line; }
.markdown pre { overflow-x: auto; } .markdown pre code { background: none; padding: 0; }
.remark.failure .markdown { border-left-color: #d1242f; } .remark.warning .markdown { border-left-color: #9a6700; } .remark.comment .markdown { border-left-color: #0969da; }
pre.mermaid { background: none; text-align: center; }
`;
