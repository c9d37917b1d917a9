import { expect, test } from 'vitest';
import { reviewed } from '../support/judged.ts';

const service = (port: string): string => `apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  selector: { app: web }
  ports:
    - ${port}
`;

/** The findings of head that say how the line should be. */
const told = (port: string) =>
  reviewed({}, { 'k8s/web.yaml': service(port) }).findings.filter(({ rule }) => rule === 'invalid-port-field');

test.each([
  ['port: "80"', '    - port: 80'],
  ["port: '80' # the front door", '    - port: 80 # the front door'],
  ['{ port: "80", protocol: TCP }', '    - { port: 80, protocol: TCP }'],
  ['{port: 80, protocol: udp}', '    - {port: 80, protocol: UDP}'],
])('of `%s` the line that would be in order is `%s`', (port, line) => {
  expect(told(port).map(({ suggestion }) => suggestion)).toEqual([line]);
});

test('a finding knows where the value that it points at ends', () => {
  const [{ at, until } = { at: undefined, until: undefined }] = told('port: "80" # x');
  expect(at?.column).toBe(13);
  expect(until).toEqual({ line: at?.line, column: 17 });
});

test('no line is suggested where it holds what a reader cannot see', () => {
  expect(told('port: "80" # \u202ex').map(({ suggestion }) => suggestion)).toEqual([undefined]);
});

test.each(['{ port: "80", password: hunter2 }', '{ port: "80", "annotations": { a: hunter2 } }'])(
  'no line is suggested where a map on it says other things: %s',
  (port) => {
    expect(told(port).map(({ suggestion }) => suggestion)).toEqual([undefined]);
  },
);
