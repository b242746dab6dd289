/** Every sentence that a template's author can see. `where` is `line 12` or a file-less place. */
export class TemplateError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'TemplateError'
  }
}

const at = (line: number | undefined) => (line === undefined ? '' : ` (line ${line})`)
const meant = (nearest: string | undefined) => (nearest ? ` Did you mean ${nearest}?` : '')

export const errors = {
  syntax: (reason: string) => new TemplateError(`The template is not valid YAML or JSON: ${reason}`),
  notATemplate: () => new TemplateError('The template has no Resources section.'),
  section: (name: string, line?: number) =>
    new TemplateError(
      `Template section ${name}${at(line)} is not served. Served: AWSTemplateFormatVersion, Description, Metadata, Parameters, Resources, Outputs.`,
    ),
  type: (logicalId: string, type: string, served: readonly string[], line?: number) =>
    new TemplateError(
      `Resource ${logicalId}${at(line)}: type ${type} is not served. Served: ${served.join(', ')}.`,
    ),
  attribute: (logicalId: string, name: string, line?: number) =>
    new TemplateError(
      `Resource ${logicalId}: attribute ${name}${at(line)} is not served. Served: Type, Properties, DependsOn, Metadata, DeletionPolicy, UpdateReplacePolicy.`,
    ),
  property: (place: string, type: string, nearest: string | undefined, line?: number) =>
    new TemplateError(`${place}${at(line)}: ${type} has no such property.${meant(nearest)}`),
  propertyNotServed: (place: string, reason: string, line?: number) =>
    new TemplateError(`${place}${at(line)} is not served: ${reason}`),
  missing: (logicalId: string, property: string) =>
    new TemplateError(`Resource ${logicalId}: property ${property} is required.`),
  intrinsic: (name: string, place: string) =>
    new TemplateError(`${place}: ${name} is not served. Served: Ref, Fn::GetAtt, Fn::Sub, Fn::Join.`),
  malformed: (name: string, place: string, shape: string) =>
    new TemplateError(`${place}: ${name} must be ${shape}.`),
  unknownRef: (name: string, place: string, nearest: string | undefined) =>
    new TemplateError(`${place}: ${name} is neither a parameter nor a resource.${meant(nearest)}`),
  unknownAttribute: (logicalId: string, attribute: string, place: string, served: readonly string[]) =>
    new TemplateError(`${place}: ${logicalId} has no attribute ${attribute}. It has: ${served.join(', ')}.`),
  cycle: (ids: readonly string[]) => new TemplateError(`Resources depend on each other: ${ids.join(' → ')}.`),
  parameter: (name: string, problem: string) => new TemplateError(`Parameter ${name}: ${problem}`),
  unknownParameter: (name: string, nearest: string | undefined) =>
    new TemplateError(`The template has no parameter ${name}.${meant(nearest)}`),
  failed: (logicalId: string, type: string, reason: string) =>
    new TemplateError(`Resource ${logicalId} (${type}) could not be made: ${reason}`),
  immutable: (logicalId: string, type: string, property: string) =>
    new TemplateError(
      `Resource ${logicalId} (${type}) exists already and its ${property} can't be changed in place. ` +
        'Give it another name, or start with another --data folder.',
    ),
} as const
