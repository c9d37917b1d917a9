// Loaded into the page by run.ts, after Mermaid. JavaScript, because the project's types know no browser.

globalThis.drawOne = async (text) => {
  const { svg } = await globalThis.mermaid.render('picture', text);
  document.body.innerHTML = svg;
  const edges = [...document.querySelectorAll('path.flowchart-link')];
  return {
    nodes: Array.from(document.querySelectorAll('g.node'), (node) => node.textContent),
    boxes: Array.from(document.querySelectorAll('g.cluster-label'), (title) => title.textContent),
    edges: edges.length,
    strokes: edges.map((edge) => /stroke:#[0-9a-f]+/.exec(edge.getAttribute('style') ?? '')?.[0] ?? ''),
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
