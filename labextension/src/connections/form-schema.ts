/** From the JSON Schema of a connection's config to one that makes a good form. */

import type { RJSFSchema, UiSchema } from '@rjsf/utils';

export type Config = Record<string, unknown>;

// What all types have; what makes a type comes before.
const LATER = ['driver_memory', 'executor_memory', 'executor_cores', 'num_executors', 'spark_conf'];

interface IForm {
  schema: RJSFSchema;
  uiSchema: UiSchema;
}

/**
 * Fields that may be null become fields that may be left out, passwords are shown as such, and
 * what can have one value only is not shown.
 */
export function formOf(config: RJSFSchema): IForm {
  const uiSchema: UiSchema = {};
  const properties: Record<string, RJSFSchema> = {};
  for (const [name, given] of Object.entries(config.properties ?? {})) {
    if (typeof given === 'boolean') {
      continue;
    }
    const field = withoutNull(given);
    properties[name] = field;
    if (field.const !== undefined) {
      uiSchema[name] = { 'ui:widget': 'hidden' };
    } else if (field.format === 'password') {
      uiSchema[name] = { 'ui:widget': 'password', 'ui:autocomplete': 'new-password' };
    } else if (field.examples) {
      uiSchema[name] = { 'ui:placeholder': String((field.examples as unknown[])[0]) };
    }
    field.description = field.description?.replace(/`/g, '').replace(/\s+/g, ' ');
    // As a list of suggestions they would be offered twice.
    delete field.examples;
  }
  const ordered = Object.fromEntries(
    Object.entries(properties).sort(([a], [b]) => LATER.indexOf(a) - LATER.indexOf(b))
  );
  return {
    schema: {
      type: 'object',
      properties: ordered,
      required: config.required,
      additionalProperties: false
    },
    uiSchema
  };
}

function withoutNull(given: RJSFSchema): RJSFSchema {
  const options = (given.anyOf ?? []) as RJSFSchema[];
  const [only, ...others] = options.filter(option => option.type !== 'null');
  if (!only || others.length > 0 || options.length === 0) {
    return { ...given };
  }
  const { anyOf: _, default: value, ...rest } = given;
  return { ...rest, ...only, ...(value === null || value === undefined ? {} : { default: value }) };
}

/** The values that the fields of a config have before anybody fills them in. */
export function defaultsOf(config: RJSFSchema | undefined): Config {
  const found: Config = {};
  for (const [name, field] of Object.entries(config?.properties ?? {})) {
    if (typeof field === 'object' && field.default !== undefined && field.default !== null) {
      found[name] = field.default;
    }
  }
  return found;
}

/** What is sent: fields that were left empty are left out. */
export function configOf(form: Config): Config {
  return Object.fromEntries(
    Object.entries(form).filter(
      ([, value]) => value !== undefined && value !== null && value !== ''
    )
  );
}
