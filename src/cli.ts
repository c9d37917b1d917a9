#!/usr/bin/env node
// Not by its name: a Node that has no `enableCompileCache` would stop here, before it is told which one is needed.
import nodeModule from 'node:module';
import { refusedNode } from './node-version.ts';

// Before anything is loaded that an old Node would trip over with a stack trace.
const refused = refusedNode(process.versions.node);
if (refused === undefined) {
  nodeModule.enableCompileCache();
  const { run } = await import('./cli/run.ts');
  process.exitCode = await run(process.argv.slice(2));
} else {
  process.stderr.write(`portcullis: ${refused}\n`);
  process.exitCode = 2;
}
