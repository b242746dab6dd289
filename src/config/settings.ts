/** Every option of the program, once: the parser, `--help` and docs/command-line.md are made from this table. */
export interface Setting {
  readonly name: string
  readonly short?: string
  /** Shown in help, e.g. `DIR`; absent for a switch. */
  readonly value?: string
  readonly type: 'switch' | 'text' | 'texts' | 'port' | 'count' | 'number' | 'choice' | 'pairs' | 'account'
  readonly choices?: readonly string[]
  readonly default?: string | number
  readonly help: string
}

export interface Command {
  readonly name: string
  /** Arguments that are not options, e.g. `[LOG…]`. */
  readonly operands: string
  readonly minOperands: number
  readonly maxOperands: number
  readonly summary: string
  readonly settings: readonly Setting[]
  readonly notes?: readonly string[]
}

const data: Setting = {
  name: 'data',
  value: 'DIR',
  type: 'text',
  help: 'where everything is kept (default ~/.tailrace/web-logs, for the bookstore ~/.tailrace/bookstore)',
}

const format: Setting = {
  name: 'format',
  value: 'FORMAT',
  type: 'texts',
  help: 'a name (combined, common, w3c, alb, …) or an nginx log_format / Apache LogFormat pasted as it is; detected when not given; may be repeated',
}

const anonymize: Setting = {
  name: 'anonymize-ip',
  type: 'switch',
  help: 'mask client addresses (IPv4 last octet, IPv6 to /48) before anything is stored',
}

const rate: Setting = {
  name: 'rate',
  value: 'R',
  type: 'number',
  default: 15,
  help: 'requests a second, on average over a day',
}

const visitors: Setting = {
  name: 'visitors',
  value: 'N',
  type: 'count',
  default: 40,
  help: 'visitors on the site at once',
}

const seed: Setting = {
  name: 'seed',
  value: 'N',
  type: 'count',
  default: 1,
  help: 'the same seed gives the same visitors',
}

export const COMMANDS: readonly Command[] = [
  {
    name: 'up',
    operands: '[LOG…]',
    minOperands: 0,
    maxOperands: Number.POSITIVE_INFINITY,
    summary: 'tail access logs and show them live; starts everything',
    settings: [
      {
        name: 'from',
        value: 'start|end',
        type: 'choice',
        choices: ['start', 'end'],
        default: 'start',
        help: 'where to begin in a log seen for the first time',
      },
      format,
      { name: 'bookstore', type: 'switch', help: 'run the demonstration site with simulated visitors too' },
      data,
      {
        name: 'host',
        value: 'ADDRESS',
        type: 'text',
        default: '127.0.0.1',
        help: 'address to listen on; anyone who can reach it can read the logs',
      },
      { name: 'port-aws', value: 'PORT', type: 'port', default: 4566, help: 'the AWS APIs' },
      {
        name: 'open',
        type: 'switch',
        help: 'let the AWS APIs take any credentials, or none; on a loopback address only',
      },
      {
        name: 'shard-limits',
        type: 'switch',
        help: "hold each shard to Kinesis's throughput: 1 MiB and 1,000 records written, 2 MiB in 5 calls read a second",
      },
      {
        name: 'account',
        value: 'ID',
        type: 'account',
        default: '000000000000',
        help: 'the AWS account that everything belongs to, 12 digits',
      },
      {
        name: 'port-aws-tls',
        value: 'PORT',
        type: 'port',
        help: 'the AWS APIs over TLS too; with a certificate of its own, kept in the data folder, unless one is given',
      },
      { name: 'certificate', value: 'FILE', type: 'text', help: 'the certificate for --port-aws-tls, PEM' },
      { name: 'key', value: 'FILE', type: 'text', help: 'its private key, PEM' },
      { name: 'port-search', value: 'PORT', type: 'port', default: 9200, help: 'the OpenSearch REST API' },
      { name: 'port-console', value: 'PORT', type: 'port', default: 5601, help: 'the dashboards' },
      {
        name: 'template',
        value: 'FILE',
        type: 'text',
        help: 'a CloudFormation template to deploy instead of the built-in pipelines/web-logs.yaml',
      },
      {
        name: 'parameter',
        short: 'p',
        value: 'KEY=VALUE',
        type: 'pairs',
        help: 'a parameter of the template',
      },
      {
        name: 'configuration',
        short: 'c',
        value: 'agent.json',
        type: 'text',
        help: "take what to tail from a Kinesis Agent's configuration",
      },
      anonymize,
    ],
    notes: ['Without arguments: up --bookstore.'],
  },
  {
    name: 'import',
    operands: 'LOG…',
    minOperands: 1,
    maxOperands: Number.POSITIVE_INFINITY,
    summary: 'put whole log files (plain, .gz, or - for standard input) through the same journey',
    settings: [format, data, anonymize],
    notes: [
      'Works whether or not an instance runs on that data folder.',
      'What was imported or tailed before is recognised by its content and not taken twice.',
    ],
  },
  {
    name: 'replay',
    operands: 's3://BUCKET/PREFIX',
    minOperands: 1,
    maxOperands: 1,
    summary: 'send the failed records of an error output through their delivery streams once more',
    settings: [
      data,
      {
        name: 'keep',
        type: 'switch',
        help: 'leave the error objects; without it they go when their records are delivered or failed again',
      },
    ],
    notes: [
      'Works whether or not an instance runs on that data folder. Says what became of each record.',
      'Exit status 1: some failed again, or there were none.',
    ],
  },
  {
    name: 'agent',
    operands: '',
    minOperands: 0,
    maxOperands: 0,
    summary:
      'send logs to Kinesis Data Streams or Firehose, as the Kinesis Agent does, with its own agent.json',
    settings: [
      {
        name: 'configuration',
        short: 'c',
        value: 'agent.json',
        type: 'text',
        default: '/etc/aws-kinesis/agent.json',
        help: 'what to tail and where to send it',
      },
      {
        name: 'data',
        value: 'DIR',
        type: 'text',
        help: 'where positions and the log are kept (default ~/.tailrace/agent)',
      },
      anonymize,
    ],
    notes: [
      'Credentials come from the file, or as for every AWS tool: environment, profile, container, instance role.',
    ],
  },
  {
    name: 'env',
    operands: '',
    minOperands: 0,
    maxOperands: 0,
    summary: 'print what AWS\'s tools need to know, as shell exports: eval "$(tailrace env)"',
    settings: [
      {
        name: 'data',
        value: 'DIR',
        type: 'text',
        help: 'whose keys (default: those of the running instance, else ~/.tailrace/web-logs)',
      },
      {
        name: 'port-aws',
        value: 'PORT',
        type: 'port',
        help: "the port of the AWS APIs (default: the running instance's, else 4566)",
      },
    ],
    notes: [
      'Works whether or not an instance runs. Where there are no keys yet they are made.',
      'The keys are secrets: anyone who has them may do everything here.',
    ],
  },
  {
    name: 'check',
    operands: 'LOG|-',
    minOperands: 1,
    maxOperands: 1,
    summary: 'show lines field by field, which format matched, and where and why a line does not',
    settings: [
      format,
      {
        name: 'lines',
        value: 'N',
        type: 'count',
        default: 3,
        help: 'how many matching lines to show in full',
      },
      { name: 'failures', value: 'N', type: 'count', default: 10, help: 'how many failing lines to show' },
    ],
  },
  {
    name: 'function',
    operands: 'test FILE',
    minOperands: 2,
    maxOperands: 2,
    summary: 'run a Lambda handler on log lines as Firehose would, and show what went in and what came out',
    settings: [
      {
        name: 'handler',
        value: 'NAME',
        type: 'text',
        help: 'the exported function (default: handler, in Python lambda_handler where there is one)',
      },
      {
        name: 'lines',
        value: 'LOG',
        type: 'text',
        help: 'a log (plain, .gz, or - for standard input) whose lines are the records (default: three made up)',
      },
      {
        name: 'event',
        value: 'FILE',
        type: 'text',
        help: 'invoke once with this event (JSON) instead, and show the answer',
      },
      { name: 'show', value: 'N', type: 'count', default: 5, help: 'how many records to show' },
    ],
    notes: [
      'FILE is Node.js (.js, .mjs, .cjs, .ts, .mts, .cts), Python (.py), or an executable that speaks the Lambda Runtime API.',
      'It runs as on Lambda with 512 MB and a timeout of 60 seconds; a record that fails ends the command with 1.',
    ],
  },
  {
    name: 'bookstore',
    operands: '',
    minOperands: 0,
    maxOperands: 0,
    summary: 'the demonstration site alone, writing an access log',
    settings: [
      rate,
      visitors,
      seed,
      {
        name: 'log',
        value: 'FILE',
        type: 'text',
        default: 'access.log',
        help: 'the access log to append to',
      },
      { name: 'host', value: 'ADDRESS', type: 'text', default: '127.0.0.1', help: 'address to listen on' },
      { name: 'port', value: 'PORT', type: 'port', default: 8080, help: 'port to listen on' },
    ],
  },
]
