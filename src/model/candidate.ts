/**
 * Could this file hold manifests, by its name alone? YAML and JSON, also as templates of another tool
 * (`web.yaml.tmpl`, `web.yml.j2`), and the one name of a kustomization that has no ending.
 */
export const isCandidate = (path: string): boolean =>
  /(^|\/)Kustomization$|\.(ya?ml|json)(\.(tmpl|tpl|gotmpl|gotpl|j2|jinja2?|template|envsubst))?$/i.test(path);
