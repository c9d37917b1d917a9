import { GoMap, isText, TemplateError } from '../template/value.ts';
import { type Family, fn } from './define.ts';

/** What Helm adds, and what stops a template. @see https://github.com/helm/helm/blob/v3.17.2/pkg/engine/engine.go */
export const helm: Family = {
  include: fn(['string', 'any'], (context, name, data) => context.include(String(name), data)),
  tpl: fn(['string', 'any'], (context, source, data) => context.tpl(source, data)),
  required: fn(['string', 'any'], (_, warning, value) => {
    if (value === null || (isText(value) && String(value) === '')) throw new TemplateError(String(warning));
    return value;
  }),
  fail: fn(['string'], (_, message) => {
    throw new TemplateError(String(message));
  }),
  // As without a cluster: what is deployed is not known here.
  lookup: fn(['string', 'string', 'string', 'string'], () => new GoMap()),
  // As without --enable-dns.
  getHostByName: fn(['string'], () => ''),
};
