import { type BuildResult, build } from 'esbuild';

/**
 * Writes the Action as one file with everything in it: a runner gets the repository at a tag, and installs nothing.
 * @returns what esbuild put into it, and what is left to import
 */
export const bundleAction = (outfile: string): Promise<BuildResult<{ metafile: true }>> =>
  build({
    entryPoints: ['src/action/main.ts'],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    metafile: true,
    // `yaml` is CommonJS for Node, and asks for two of Node's modules by `require`.
    banner: {
      js: "import { createRequire as requireFrom } from 'node:module';\nconst require = requireFrom(import.meta.url);",
    },
    // A file that strangers run is one that they can read; licences stay beside their code.
    legalComments: 'inline',
    logLevel: 'warning',
  });
