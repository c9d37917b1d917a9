import { Text } from '../../src/render/helm/template/text.ts';
import type { GoObject } from '../../src/render/helm/template/value.ts';

/** `.Files` of a chart that holds one file. */
export const files = (content: string): GoObject => ({
  type: 'engine.files',
  field: () => undefined,
  method: (name) =>
    name === 'Get' ? { params: ['string'], call: () => new Text([{ text: content, from: undefined }]) } : undefined,
});
