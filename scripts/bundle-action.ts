import { bundleAction } from './support/action-bundle.ts';

await bundleAction('dist/action/index.mjs');
