/**
 * Could this file hold manifests, by its name alone? YAML and JSON, also as templates of another tool
 * (`web.yaml.tmpl`, `web.yml.j2`).
 */
export const isCandidate = (path: string): boolean =>
  /\.(ya?ml|json)(\.(tmpl|tpl|gotmpl|gotpl|j2|jinja2?|template|envsubst))?$/i.test(path);
