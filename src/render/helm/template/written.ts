import type { Body, Branch, Chain, Command, Node, Operand, Pipeline, TemplateCall } from './nodes.ts';
import { quote } from './quote.ts';

/** A node as Go's error messages show it, which is not quite as it was written. */
export function written(node: Node): string {
  switch (node.kind) {
    case 'body':
      return body(node);
    case 'text':
      return node.text;
    case 'action':
      return `{{${pipeline(node.pipe)}}}`;
    case 'if':
    case 'with':
    case 'range':
      return branch(node);
    case 'template':
      return templateCall(node);
    case 'break':
    case 'continue':
      return `{{${node.kind}}}`;
    case 'command':
      return command(node);
    default:
      return operand(node);
  }
}

const body = ({ statements }: Body): string => statements.map(written).join('');

function branch(node: Branch): string {
  const otherwise = node.otherwise === undefined ? '' : `{{else}}${body(node.otherwise)}`;
  return `{{${node.kind} ${pipeline(node.pipe)}}}${body(node.body)}${otherwise}{{end}}`;
}

const templateCall = ({ name, pipe }: TemplateCall): string =>
  `{{template ${quote(name)}${pipe === undefined ? '' : ` ${pipeline(pipe)}`}}}`;

function pipeline({ variables, assigns, commands }: Pipeline): string {
  const names = variables.map(operand).join(', ');
  const declared = variables.length === 0 ? '' : `${names} ${assigns ? '=' : ':='} `;
  return declared + commands.map(command).join(' | ');
}

const command = ({ operands }: Command): string => operands.map(parenthesized).join(' ');

const parenthesized = (node: Operand): string => (node.kind === 'pipeline' ? `(${pipeline(node)})` : operand(node));

function operand(node: Operand): string {
  switch (node.kind) {
    case 'dot':
      return '.';
    case 'nil':
      return 'nil';
    case 'bool':
      return String(node.value);
    case 'number':
      return node.text;
    case 'string':
      return node.quoted;
    case 'field':
      return node.names.map((name) => `.${name}`).join('');
    case 'variable':
      return [node.name, ...node.fields].join('.');
    case 'identifier':
      return node.name;
    case 'chain':
      return chain(node);
    case 'pipeline':
      return pipeline(node);
  }
}

const chain = ({ of, fields }: Chain): string => [parenthesized(of), ...fields].join('.');
