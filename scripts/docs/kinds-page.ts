import { kindReaders } from '../../src/kinds/index.ts';
import { orderKinds } from '../../src/kinds/orders.ts';
import { unreadKinds } from '../../src/kinds/unread.ts';

/** docs/kinds.md: every kind that is read, in which versions, and what of it is not read. */
export function kindsPage(): string {
  const rows = kindReaders.flatMap(({ group, kinds, apiVersions, summary, notRead }) =>
    kinds.map(
      (kind) =>
        `| ${kind} | ${group === '' ? 'core' : `\`${group}\``} | ${apiVersions.join(', ')} | ${summary} | ${notRead.map((field) => `\`${field}\``).join(', ')} |`,
    ),
  );
  const unread = [...unreadKinds].map(([group, kinds]) => `${kinds.join(', ')} (\`${group}\`)`).join('; ');
  const orders = Object.entries(orderKinds)
    .map(([group, kinds]) => `${kinds.join(', ')} (\`${group}\`)`)
    .join('; ');
  return `# Kinds

<!-- Written by \`npm run docs\` from src/kinds/. -->

Objects are told apart by group and kind; the version only decides the shape. Any other kind with a pod template under
\`spec.template\` is read as a workload that is *likely* one. Of all other kinds those that look like ways in, with host names
and Services behind them, are named in one notice; the rest is passed over.

| kind | group | versions | what is read | not read |
| --- | --- | --- | --- | --- |
${rows.join('\n')}

A manifest that uses a field of the last column gets a notice, and so does one in a version that is not in the table: it is
read as the first of those that are.

## What has something deployed

These make a controller deploy a folder or a chart, or say where it lies ([deliveries](deliveries.md), [charts](values.md)): ${orders}.

## What is not read yet

A change of one of these kinds is listed as not analyzed, and blocks nobody: ${unread}.

## Where the ports of a local cluster lead

In kind's \`extraPortMappings\` both numbers are easily taken for a pod's. \`hostPort\` is a port of the developer's machine,
at \`listenAddress\` (every address unless set, so the whole network gets in). \`containerPort\` is a port of the *node*, since
the node is the container. From there the traffic goes to

1. a Service with that \`nodePort\`, on every node,
2. a pod with that \`hostPort\`, or one with \`hostNetwork\` that listens on it, if it runs on that node.

k3d's \`ports\` lead to the same port of the nodes, through a proxy unless \`:direct\` is said; port 80 and 443 are answered
by the load balancer that k3s brings.
`;
}
