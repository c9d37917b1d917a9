import { expect, test } from 'vitest';
import { made } from './made.ts';

test.each([
  ['the network of its node', 'hostNetwork: true', ['Deployment web hostNetwork=true']],
  ['a switch of its own', 'hostNetwork: {enabled: true}', ['Deployment web hostNetwork=true']],
  ['something that is filled in later', 'hostNetwork: "$(HOST)"', ['Deployment web hostNetwork=$(HOST)']],
  ['a part of the chart', 'agent: {hostNetwork: true}', ['Deployment web-agent hostNetwork=true']],
  ['a port of the node', 'registry: {hostPort: 29999}', ['Deployment web-registry ?←29999']],
  [
    'a port of a list',
    'ports: [{containerPort: 53, hostPort: 53, protocol: UDP}, {containerPort: 8080}]',
    ['Deployment web 53←53 8080←?'],
  ],
  ['a port of a map', 'ports: {web: {port: 8000, hostPort: 80}}', ['Deployment web 8000←80']],
  [
    'ports that are switched on',
    'controller: {hostPort: {enabled: true, ports: {http: 80}}}',
    ['Deployment web-controller ?←80'],
  ],
  [
    'both in one part',
    'agent: {hostNetwork: true, ports: [{hostPort: 80}]}',
    ['Deployment web-agent hostNetwork=true ?←80'],
  ],
])('a pod is made that lets somebody in on its node, of %s', (_, values, objects) => {
  expect(made(values)).toEqual(objects);
});

test.each([
  ['off', 'hostNetwork: false'],
  ['not used', 'dogstatsd: {hostPort: 8125, useHostPort: false}'],
  ['switched off', 'controller: {hostPort: {enabled: false, ports: {http: 80}}}'],
  ['not set', 'ports: {web: {port: 8000, hostPort: null}}'],
  ['only declared', 'ports: [{containerPort: 8080}]'],
])('none is made where it is %s', (_, values) => {
  expect(made(values)).toEqual([]);
});
