import { type DomainRule, domainRules, type Rejection } from '#libs/contracts';

/** The rules of case files by their code, beside those of the domain. */
export const importRules = {
  'import-syntax': 'The file is not YAML, JSON Lines or UTF-8.',
  'import-form': 'A case file has a namespace and commands, each a map of one command name with its fields.',
  'import-alias': 'YAML anchors, aliases and tags are not accepted: what a file says must stand where it is read.',
  'import-too-large': 'The file or line is too large.',
  'unknown-command': 'There is no command of this name.',
  'name-missing': 'Every command has a local name (`as`), from which its ids follow.',
  'name-form': 'A name is not of the form $name, $$namespace/name, or not one that the field takes.',
  'name-twice': 'The local name was given before in this file.',
  'name-unknown': 'No command of this file has this local name.',
  'name-kind': 'The name stands for something else than the field asks for.',
  'name-cycle': 'Commands wait for each other.',
  'depends-on-rejected': 'A command whose name is used was rejected.',
} as const;
export type ImportRule = keyof typeof importRules;

/** A rejection by a rule of case files. */
export const refusal = (rule: ImportRule | DomainRule, pointer: string, detail: string): Rejection => ({
  rule,
  pointer,
  detail,
});

/** The same command id with another body means that the file was changed after it was imported. */
export const changed = (rejection: Rejection): Rejection =>
  rejection.rule === 'command-id-reused'
    ? refusal('import-changed', rejection.pointer, `changed: use CorrectClaim. ${domainRules['import-changed']}`)
    : rejection;
