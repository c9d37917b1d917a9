import { isList } from '../template/go-type.ts';
import { GoMap, TemplateError, type Value } from '../template/value.ts';
import { type Family, fn, spendText } from './define.ts';
import { jsonKind, messageOf } from './json.ts';
import type { Rope } from './rope.ts';
import { readYaml } from './yaml-reader.ts';
import { yamlOf } from './yaml-writer.ts';

/** @see https://github.com/helm/helm/blob/v3.17.2/pkg/engine/funcs.go */
export const yaml: Family = {
  toYaml: fn(['any'], (context, value) => orEmpty(() => yamlOf(context, value, 'json'))),
  mustToYaml: fn(['any'], (context, value) => yamlOf(context, value, 'json')),
  toYamlPretty: fn(['any'], (context, value) => orEmpty(() => yamlOf(context, value, 'pretty'))),
  fromYaml: fn(['string'], (context, text) => {
    spendText(context, String(text).length * 8);
    try {
      return mapOf(readYaml(context, text));
    } catch (error) {
      return new GoMap(new Map([['Error', messageOf(error)]]));
    }
  }),
  fromYamlArray: fn(['string'], (context, text) => {
    spendText(context, String(text).length * 8);
    try {
      return listOf(readYaml(context, text));
    } catch (error) {
      return [messageOf(error)];
    }
  }),
};

function orEmpty(write: () => Rope): Rope {
  try {
    return write();
  } catch (error) {
    messageOf(error);
    return '';
  }
}

function mapOf(value: Value): GoMap {
  if (value === null) return new GoMap();
  if (value instanceof GoMap) return value;
  throw wrongKind(value, 'map[string]interface {}');
}

function listOf(value: Value): Value {
  if (value === null) return [];
  if (isList(value)) return value;
  throw wrongKind(value, '[]interface {}');
}

const wrongKind = (value: Value, wanted: string): TemplateError =>
  new TemplateError(
    `error unmarshaling JSON: while decoding JSON: json: cannot unmarshal ${jsonKind(value)} into Go value of type ${wanted}`,
  );
