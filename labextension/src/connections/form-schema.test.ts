import { describe, expect, it } from 'vitest';

import { configOf, defaultsOf, formOf } from './form-schema';

describe('the form of a connection', () => {
  const form = formOf({
    type: 'object',
    required: ['url'],
    properties: {
      spark_conf: { type: 'object', additionalProperties: { type: 'string' }, default: {} },
      url: { type: 'string', title: 'Address', examples: ['http://livy:8998'] },
      password: {
        title: 'Password',
        default: null,
        anyOf: [{ type: 'string', format: 'password', writeOnly: true }, { type: 'null' }]
      },
      master: { type: 'string', const: 'yarn', default: 'yarn' }
    }
  });

  it('has no choice between a value and null', () => {
    expect(form.schema.properties?.password).toMatchObject({
      title: 'Password',
      type: 'string',
      format: 'password',
      writeOnly: true
    });
  });

  it('shows passwords as such, examples as placeholders, and no constants', () => {
    expect(form.uiSchema.password['ui:widget']).toBe('password');
    expect(form.uiSchema.url).toEqual({ 'ui:placeholder': 'http://livy:8998' });
    expect(form.uiSchema.master['ui:widget']).toBe('hidden');
  });

  it('has the further settings last', () => {
    expect(Object.keys(form.schema.properties ?? {}).at(-1)).toBe('spark_conf');
  });

  it('leaves out what is empty, and keeps false and 0', () => {
    const given = { a: '', b: undefined, c: null, d: false, e: 0, f: '********' };
    expect(configOf(given)).toEqual({ d: false, e: 0, f: '********' });
  });

  it('starts with the defaults', () => {
    const properties = { a: { default: 1 }, b: { default: null }, c: {} };
    expect(defaultsOf({ properties } as never)).toEqual({ a: 1 });
  });
});
