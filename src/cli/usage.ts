/** Wrong words on the command line or in a workflow, or a file of the user's that cannot be used; the message is one line. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export const help: string = `portcullis: which ways into a Kubernetes cluster does a change open?

  portcullis diff [BASE [HEAD]]      compare two commits; without HEAD the working tree, without BASE what merging
                                     the working tree into the default branch would change
  portcullis diff --base-dir DIR --head-dir DIR
                                     compare two folders
  portcullis surface [REV]           every way in of one commit, or of the working tree
  portcullis render [REV]            the documents of each unit as they are analysed
  portcullis read FILE…              each document of the files as Kubernetes reads it
  portcullis connectivity [REV]      who may connect to whom under the network policies
  portcullis connectivity --from WHO --to WHO --port PORT[/PROTOCOL]
                                     may they, and which policy says so; WHO is namespace/name or an IP address
  portcullis doctor                  how the app is registered, installed and required, asked of GitHub with the
                                     settings of the service; with --repo OWNER/NAME of that repository alone
  portcullis init                    write a first .github/portcullis.yml from what the repository holds
  portcullis allow FINDING --reason TEXT [BASE [HEAD]]
                                     allow a finding of the change in .github/portcullis.yml; FINDING is its id, as diff
                                     shows it, or a rule
  portcullis explain RULE            what a rule means, with examples and the way out

Options
  --repo DIR           the git repository, bare or not (default: this folder)
  --dir DIR            a plain folder instead of a repository (surface, render, connectivity)
  --format FORMAT      diff: text, json, markdown, mermaid; surface, connectivity, doctor: text, json;
                       read: json (default: text)
  --config FILE        the configuration, instead of .github/portcullis.yml of the base
  --extends-from FILE  a copy of the configuration that it extends, which lies in another repository
  --fail-on SEVERITY   what makes diff exit with 1: error, warning, never (default: the configuration's, else error)
  --unit ID            only this unit (surface, render, connectivity)
  --release-name NAME  what a chart is rendered as that nothing names (render; default: release-name)
  --namespace NS       and where (render; default: default)
  --reason TEXT        why a finding is right (allow)
  --expires DATE       the last day on which it is allowed, such as 2026-12-31 (allow; default: always)
  --force              overwrite the configuration that is there (init)
  --color, --no-color  colours in text (default: on a terminal)
  -h, --help           this text
  --version            the version

Exit codes
  0  nothing introduced that fails        2  wrong usage, unreadable repository, invalid configuration
  1  blocked by introduced findings       3  incomplete: something that blocks could not be read
  doctor: 0 no problem, 1 problems, 2 wrong usage or no key; what is unknown is no problem
`;
