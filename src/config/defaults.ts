import type { Config } from '../model/config.ts';
import { defaultNodePortRange } from '../model/port.ts';

/** Where a repository keeps its configuration. */
export const configPath = '.github/portcullis.yml';

/** Where editors find its schema: at the host that app.yml names, which is for whoever runs Portcullis to choose. */
export const schemaAddress = 'https://example.com/portcullis/portcullis.schema.json';

/** What lets an editor check the file. */
export const schemaLine = `# yaml-language-server: $schema=${schemaAddress}\n`;

/** What holds where a repository says nothing. */
export const defaultConfig: Config = {
  version: 1,
  mode: 'enforce',
  checkName: 'Portcullis',
  failOn: 'error',
  onIncomplete: 'block',
  ignorePaths: [],
  units: [],
  release: { name: 'release-name', namespace: 'default' },
  allowSources: [],
  cluster: {
    nodePortRange: defaultNodePortRange,
    loadBalancerReach: 'public',
    provider: undefined,
    networkPolicies: 'enforced',
    ingressControllers: [],
    gateways: [],
    externalServices: [],
  },
  environments: new Map([
    ['prod', ['prod', 'prod-*', 'production', 'live']],
    ['dev', ['dev', 'dev-*', 'development', 'kind', 'local']],
  ]),
  rules: new Map(),
  allow: [],
  waivers: { role: 'maintain', teams: [], author: false, label: 'exposure-accepted', days: 30 },
  comment: 'changes',
  review: { max: 10, severity: 'warning' },
  drafts: 'check',
};
