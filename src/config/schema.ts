import { z } from 'zod';
import { roles } from '../model/config.ts';
import { severities } from '../model/finding.ts';
import { defaultConfig, schemaAddress } from './defaults.ts';

/** Longer than any name, path or reason that people write; a proposed configuration is a stranger's. */
const text = z.string().min(1, 'must not be empty').max(1_000, 'must have at most 1000 characters');
const list = <T extends z.ZodType>(item: T) => z.array(item).max(500, 'must have at most 500 entries');
const ruleName = z.string().regex(/^[a-z][a-z0-9-]{0,80}$/, 'must be the name of a rule, such as new-node-port');
const portNumber = z.int('must be a port number').min(1, 'must be at least 1').max(65_535, 'must be at most 65535');
const reach = z.enum(['public', 'private']);

const portRange = z
  .string()
  .regex(/^[0-9]{1,5}-[0-9]{1,5}$/, 'must be a range such as 30000-32767')
  .refine(isPortRange, 'must go from a lower to a higher port between 1 and 65535');

function isPortRange(range: string): boolean {
  const [first = 0, last = 0] = range.split('-').map(Number);
  return first >= 1 && first <= last && last <= 65_535;
}

const unit = z
  .strictObject({
    name: text.describe('Its name in reports.'),
    path: text.describe('A folder or a file, relative to the root of the repository.'),
    type: z.enum(['plain', 'kustomize', 'helm']).describe('How it is rendered.'),
    environment: text.optional().describe('One of `environments`; by default the one whose pattern matches.'),
    values: list(text)
      .optional()
      .describe('Values files of a chart, relative to the root of the repository; later ones override earlier ones.'),
    release: text.optional().describe('The release name of a chart; `release-name` by default.'),
    namespace: text.optional().describe('The namespace that a chart is installed into; `default` by default.'),
  })
  .describe('Objects that one deploy action applies together.');

const ingressController = z.strictObject({
  class: text.describe('The Ingress class that it serves.'),
  namespace: text.optional().describe('The namespace of its pods, for network policies.'),
  pod_labels: z.record(text, z.string()).optional().describe('The labels of its pods, for network policies.'),
  reach: reach.optional().describe('Who can reach it; by default what its Service says.'),
});

const gateway = z.strictObject({
  name: text.describe('The name of the Gateway.'),
  namespace: text.optional().describe('Its namespace; by default the Gateway of that name in any namespace.'),
  reach: reach
    .optional()
    .describe('Who can reach it; by default what its name suggests, else as far as load balancers do.'),
});

const externalService = z.strictObject({
  name: text.describe('The name of the Service.'),
  namespace: text.default('default').describe('Its namespace.'),
  ports: list(portNumber).default([]).describe('Its ports; an empty list means that they are unknown.'),
});

const range = `${defaultConfig.cluster.nodePortRange.first}-${defaultConfig.cluster.nodePortRange.last}`;

const cluster = z.strictObject({
  node_port_range: portRange.default(range).describe('`--service-node-port-range` of the API server.'),
  load_balancer_reach: reach
    .default(defaultConfig.cluster.loadBalancerReach)
    .describe('How far a load balancer reaches if its manifest does not say.'),
  provider: text
    .optional()
    .describe('The controller that creates load balancers, such as `aws-load-balancer-controller`.'),
  network_policies: z
    .enum(['enforced', 'ignored'])
    .default(defaultConfig.cluster.networkPolicies)
    .describe('Whether the network plugin enforces NetworkPolicies.'),
  ingress_controllers: list(ingressController)
    .default([])
    .describe('Ingress controllers that are not in this repository.'),
  gateways: list(gateway).default([]).describe('Gateways that are not in this repository.'),
  external_services: list(externalService).default([]).describe('Services that are installed from elsewhere.'),
});

const allowance = z.strictObject({
  rule: ruleName.describe('The rule whose finding is allowed.'),
  object: text
    .regex(/^[^/]+\/[^/]*\/[^/]+$/, 'must be Kind/namespace/name, such as Service/dev-*/*')
    .describe(
      '`Kind/namespace/name`, where `*` matches any characters; `Kind//name` is an object without a namespace.',
    ),
  reason: text.describe('The reason; it is shown wherever the entry applies.'),
  expires: z.iso.date('must be a date such as 2026-12-31').optional().describe('The last day on which it is valid.'),
});

const waivers = z.strictObject({
  role: z
    .enum(roles)
    .default(defaultConfig.waivers.role)
    .describe('The minimum repository role. `read` is not offered: on a public repository everyone has it.'),
  teams: list(z.string().regex(/^[a-z0-9][a-z0-9_-]{0,99}$/, 'must be the slug of a team, such as platform-security'))
    .default([...defaultConfig.waivers.teams])
    .describe('Teams of the owner, by slug, whose members may accept findings whatever their role.'),
  author: z
    .boolean('must be true or false')
    .default(defaultConfig.waivers.author)
    .describe('Whether the author of a pull request may accept its findings.'),
  label: text
    .default(defaultConfig.waivers.label)
    .describe('The label that accepts everything that is open when it is added.'),
  days: z
    .int('must be a whole number')
    .min(1, 'must be at least 1')
    .max(3_650, 'must be at most 3650')
    .default(defaultConfig.waivers.days)
    .describe('After how many days an acceptance expires, at most 3650.'),
});

const review = z.strictObject({
  max: z
    .int('must be a whole number')
    .min(0, 'must be at least 0')
    .max(50, 'must be at most 50')
    .default(defaultConfig.review.max)
    .describe('The maximum number of review comments on a pull request, at most 50.'),
  severity: z
    .enum(severities)
    .default(defaultConfig.review.severity)
    .describe('The lowest severity that gets a review comment.'),
});

/** The configuration file, whole; what no part of Portcullis reads yet is validated all the same. */
export const configSchema = z
  .strictObject({
    version: z.literal(1).default(1).describe('The version of the configuration format.'),
    mode: z
      .enum(['observe', 'enforce'])
      .default(defaultConfig.mode)
      .describe('`observe` reports everything and never fails the check; `enforce` fails it.'),
    check_name: text
      .max(100, 'must have at most 100 characters')
      .default(defaultConfig.checkName)
      .describe('The name of the check run.'),
    fail_on: z
      .enum(['error', 'warning'])
      .default(defaultConfig.failOn)
      .describe('The lowest severity that blocks. By default only errors block; `warning` makes warnings block too.'),
    on_incomplete: z
      .enum(['block', 'warn'])
      .default(defaultConfig.onIncomplete)
      .describe('Whether something that changed and could not be parsed, read or rendered blocks.'),
    ignore_paths: list(text).default([]).describe('Files to skip, as globs; reports show how many there were.'),
    units: list(unit).default([]).describe('What is deployed together; by default it is detected.'),
    allow_sources: list(text)
      .default([])
      .describe(
        'Addresses of remote charts and bases that a pull request may add: `github.com/acme`, `https://charts.example.com`, with `*` as in globs.',
      ),
    cluster: cluster.prefault({}).describe('Facts about the cluster that are not in the manifests.'),
    environments: z
      .record(text, list(text))
      .default(Object.fromEntries([...defaultConfig.environments].map(([name, patterns]) => [name, [...patterns]])))
      .describe('Environment → globs that match the name or a path segment of a unit.'),
    rules: z
      .record(ruleName, z.enum([...severities, 'off']))
      .default({})
      .describe('Rule → its severity in this repository.'),
    allow: list(allowance).default([]).describe('Findings that are accepted for good.'),
    waivers: waivers.prefault({}).describe('Who may accept a finding in a pull request.'),
    comment: z
      .enum(['always', 'changes', 'failures', 'never'])
      .default(defaultConfig.comment)
      .describe('When a pull request gets a comment.'),
    review: review.prefault({}).describe('Review comments on changed lines.'),
    drafts: z
      .enum(['check', 'full'])
      .default(defaultConfig.drafts)
      .describe('What a draft gets: only the check and the comment, or review comments too.'),
    extends: z
      .string()
      .regex(/^[A-Za-z0-9._-]{1,100}$/, 'must be the name of a repository of the same owner')
      .optional()
      .describe('A repository of the same owner whose configuration this one is layered on.'),
  })
  .describe('The configuration of Portcullis.');

/** What the schema makes of a valid file: every default filled in, the file's own names. */
export type ConfigFile = z.output<typeof configSchema>;

/** The same as a JSON Schema of what people may write, for editors and for documentation. */
export const configJsonSchema = (): Record<string, unknown> => ({
  $id: schemaAddress,
  ...z.toJSONSchema(configSchema, { io: 'input', target: 'draft-7' }),
  title: 'Portcullis configuration',
});
