import type { Fakehub } from './fakehub/hub.ts';
import type { FakeRepository } from './fakehub/repository.ts';
import { web } from './web.ts';

/** What is to be said in the end, where nothing goes wrong. */
export interface Said {
  readonly head: string;
  /** Undefined for a merge group. */
  readonly number: number | undefined;
  readonly conclusion: 'failure' | 'success';
  /** Check runs on the head: one for each evaluation. */
  readonly runs: number;
  readonly annotations: number;
  readonly comments: readonly RegExp[];
  readonly remarks: readonly RegExp[];
}

export interface Stage {
  readonly hub: Fakehub;
  readonly repository: FakeRepository;
  /** What was pushed and opened. */
  head: string;
  number: number;
}

/** Something that happens in a pull request and makes Portcullis talk with GitHub. */
export interface Conversation {
  /** One after the other, each when the app has done with the one before; nothing goes wrong yet. */
  readonly before?: readonly ((stage: Stage) => unknown)[];
  readonly during: (stage: Stage) => unknown;
  readonly said: (stage: Stage) => Said;
}

const exposed = { 'k8s/web.yaml': web('LoadBalancer') };
const closed = { 'k8s/web.yaml': web('ClusterIP') };

function push(stage: Stage, ...args: Parameters<FakeRepository['push']>): void {
  stage.head = stage.repository.push(...args);
}

function open(stage: Stage, options: Partial<Parameters<FakeRepository['open']>[0]> = {}): unknown {
  stage.number = stage.repository.open({ branch: 'work', ...options });
  return stage.repository.announce(stage.number, 'opened');
}

function opened(stage: Stage): unknown {
  push(stage, { branch: 'work', from: 'main', files: exposed });
  return open(stage);
}

function repaired(stage: Stage): unknown {
  push(stage, { branch: 'work', files: closed });
  return stage.repository.announce(stage.number, 'synchronize');
}

const saying = (change: Partial<Said> = {}) => {
  return ({ head, number }: Stage): Said => ({
    head,
    number,
    conclusion: 'failure',
    runs: 1,
    annotations: 1,
    comments: [/LoadBalancer|load balancer/i],
    remarks: [/^(?!.*✅).*opens/s],
    ...change,
  });
};

/** GitHub's clocks count seconds, and nobody presses a button in the second in which it appears. */
const aSecondLater = () => new Promise((done) => setTimeout(done, 1_100));

const nothingLeft: Partial<Said> = {
  conclusion: 'success',
  annotations: 0,
  comments: [/no change any more/],
  remarks: [/✅/],
};

const many = Object.fromEntries(
  Array.from({ length: 61 }, (_, index) => [
    `k8s/app${index}.yaml`,
    web('LoadBalancer').replaceAll('web', `app${index}`),
  ]),
);

/** Together they make every call that Portcullis makes about a repository. */
export const conversations = {
  'a first review': { during: opened, said: saying() },
  'a configuration that extends another one': {
    before: [
      ({ hub, repository }) => {
        const { name, installationId } = repository.state;
        const rules = hub.repository(`${repository.fullName}-rules`, { installationId });
        rules.push({ branch: 'main', files: { '.github/portcullis.yml': 'fail_on: error\n' }, from: null });
        repository.push({ branch: 'main', files: { '.github/portcullis.yml': `extends: ${name}-rules\n` } });
      },
    ],
    during: opened,
    said: saying(),
  },
  'a second push': { before: [opened], during: repaired, said: saying(nothingLeft) },
  'a second push that nobody remembers the first one of': {
    before: [
      opened,
      ({ hub, repository }) =>
        hub.deliver({
          event: 'installation',
          payload: { action: 'deleted', installation: { id: repository.state.installationId } },
        }),
    ],
    during: repaired,
    said: saying(nothingLeft),
  },
  'another base': {
    before: [
      (stage) => {
        stage.repository.push({ branch: 'release', from: 'main', files: exposed });
        push(stage, { branch: 'work', from: 'release', files: { 'note.txt': '1' } });
        return open(stage, { base: 'release' });
      },
    ],
    during: ({ repository, number }) => {
      repository.pull(number).baseBranch = 'main';
      return repository.announce(number, 'edited', { changes: { base: { ref: { from: 'release' } } } });
    },
    said: saying({ runs: 2 }),
  },
  'many files': {
    during: (stage) => {
      push(stage, { branch: 'work', from: 'main', files: many });
      return open(stage);
    },
    said: saying({ annotations: 61, remarks: Array.from({ length: 10 }, () => /./) }),
  },
  'a file that GitHub shows no diff of': {
    during: (stage) => {
      const binary = Buffer.from(`\ufeff${web('LoadBalancer').replaceAll('web', 'wide')}`, 'utf16le');
      push(stage, { branch: 'work', from: 'main', files: { ...exposed, 'k8s/wide.yaml': binary } });
      return open(stage);
    },
    said: saying({ annotations: 2 }),
  },
  'a large tree': {
    during: (stage) => {
      stage.repository.state.treeLimit = 1;
      return opened(stage);
    },
    said: saying(),
  },
  'an empty base': {
    during: (stage) => {
      stage.repository.push({ branch: 'void', from: null, files: {} });
      push(stage, { branch: 'work', from: 'void', files: exposed });
      return open(stage, { base: 'void' });
    },
    said: saying(),
  },
  'unrelated histories': {
    during: (stage) => {
      push(stage, { branch: 'work', from: null, files: exposed });
      return open(stage);
    },
    said: saying(),
  },
  'a merge group': {
    during: (stage) => {
      stage.repository.push({ branch: 'work', from: 'main', files: exposed });
      const number = stage.repository.open({ branch: 'work' });
      push(stage, { branch: 'gh-readonly-queue/main/pr-1', from: 'main', files: exposed });
      return stage.repository.announceMergeGroup(number, stage.head);
    },
    said: (stage) => ({ ...saying({ comments: [], remarks: [] })(stage), number: undefined }),
  },
  '«Re-run»': {
    before: [opened, aSecondLater],
    during: ({ repository, head }) => {
      const [run] = repository.checks(head);
      return run && repository.rerequest(run);
    },
    said: saying({ runs: 2 }),
  },
  '«Re-run all checks»': {
    before: [opened, aSecondLater],
    during: ({ repository, head }) => repository.rerequestSuite(head),
    said: saying({ runs: 2 }),
  },
  'a head that another pull request has': {
    before: [opened],
    during: (stage) => {
      stage.repository.push({ branch: 'release', from: 'main', files: exposed });
      return open(stage, { base: 'release' });
    },
    said: saying({ runs: 2, annotations: 0, comments: [], remarks: [] }),
  },
} as const satisfies Readonly<Record<string, Conversation>>;

export type ConversationName = keyof typeof conversations;
