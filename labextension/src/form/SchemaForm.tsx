/** A form for data that a JSON Schema describes, in the looks that all forms here share. */

import { FormComponent } from '@jupyterlab/ui-components';
import type { ReadonlyJSONObject } from '@lumino/coreutils';
import type { RJSFSchema, UiSchema, WidgetProps } from '@rjsf/utils';
import { customizeValidator } from '@rjsf/validator-ajv8';
import { useMemo } from 'react';

import type { Config } from '../canvas/types';
import { changedKey, pruned, ROOT, SEPARATOR, type IFormBase } from './context';
import { fields } from './fields';
import { templates } from './templates';
import { widgets } from './widgets';

// The server checks; a format only chooses the widget.
const FORMATS =
  'column columns expression path table sql python spark-type schema-definition page connection task';
const validator = customizeValidator({
  customFormats: Object.fromEntries(FORMATS.split(' ').map(name => [name, () => true]))
});

/** Defaults are shown, not written into the data; lists begin empty. */
const DEFAULTS = {
  emptyObjectFields: 'skipDefaults',
  arrayMinItems: { populate: 'never' }
} as const;

export interface ISchemaFormProps {
  schema: RJSFSchema;
  data: Config;
  context: IFormBase;
  /** Sets its ids apart from those of other forms in the page. */
  idPrefix?: string;
  uiSchema?: UiSchema;
  /** More widgets, by format. */
  widgets?: Readonly<Record<string, React.ComponentType<WidgetProps>>>;
  /** `key` is the field of the whole that changed. */
  onChange: (data: Config, key: string) => void;
}

export function SchemaForm(props: ISchemaFormProps): JSX.Element {
  const { schema, data, context, onChange } = props;
  const own = useMemo(() => ({ ...widgets, ...props.widgets }), [props.widgets]);
  return (
    <FormComponent
      schema={schema}
      uiSchema={props.uiSchema as never}
      formData={data as ReadonlyJSONObject}
      formContext={context}
      validator={validator as never}
      idPrefix={props.idPrefix ?? ROOT}
      idSeparator={SEPARATOR}
      templates={templates as never}
      widgets={own as never}
      fields={fields as never}
      experimental_defaultFormStateBehavior={DEFAULTS}
      tagName="div"
      noValidate
      showErrorList={false}
      onChange={({ formData }) => {
        const next = pruned(formData ?? {}) as Config;
        if (JSON.stringify(next) !== JSON.stringify(data)) {
          onChange(next, changedKey(data, next));
        }
      }}
    />
  );
}
