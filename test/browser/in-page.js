// Loaded into the page by run.ts, after Mermaid. JavaScript, because the project's types know no browser.

globalThis.drawOne = async (text) => {
  const { svg } = await globalThis.mermaid.render('picture', text);
  document.body.innerHTML = svg;
  return {
    nodes: Array.from(document.querySelectorAll('g.node'), (node) => node.textContent),
    edges: document.querySelectorAll('path.flowchart-link').length,
    errors: document.querySelectorAll('[aria-roledescription=error]').length,
  };
};

globalThis.drawAll = async () => {
  const sources = [...document.querySelectorAll('.mermaid-source')];
  for (const [index, source] of sources.entries()) {
    const { svg } = await globalThis.mermaid.render(`diagram-${index}`, source.textContent);
    source.outerHTML = svg;
  }
  return sources.length;
};
