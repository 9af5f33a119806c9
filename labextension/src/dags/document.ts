/** A DAG as the form edits it. */

import type { Schemas } from '../api/client';

export type Dag = Schemas['Dag'];

export interface ITask {
  id?: string;
  name?: string;
  type?: string;
  config?: Record<string, unknown>;
}

export interface IEdge {
  source?: string;
  target?: string;
}

export interface IForm extends Record<string, unknown> {
  name?: string;
  tasks?: ITask[];
  edges?: IEdge[];
}

const FIELDS = ['name', 'dag_id', 'description', 'schedule', 'default_args', 'tasks', 'edges'];

/** The parts of a DAG that people write, as the API takes them. */
export function bodyOf(dag: Dag | IForm): Record<string, unknown> {
  const found = dag as Record<string, unknown>;
  const lists = ['tasks', 'edges'];
  return Object.fromEntries(
    FIELDS.map(name => [name, found[name] ?? (lists.includes(name) ? [] : null)])
  );
}

/** For the form, which leaves out what is not set. */
export function formOf(body: Record<string, unknown>): IForm {
  return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== null));
}

/** What follows from an edit: a new task is named, and edges go with the task that they end at. */
export function followed(before: IForm, after: IForm): IForm {
  const old = new Set(before.tasks?.map(task => task.id));
  const ids = new Set(after.tasks?.map(task => task.id));
  const tasks = after.tasks?.map(task => {
    if (task.id !== undefined) {
      return task;
    }
    let number = 1;
    while (ids.has(`task-${number}`)) {
      number++;
    }
    const id = `task-${number}`;
    ids.add(id);
    const name = `task_${number}`;
    return { ...task, id, name: task.name ?? name, type: task.type ?? 'spark_submit' };
  });
  const isGone = (id: string | undefined): boolean => old.has(id) && !ids.has(id);
  const edges = after.edges?.filter(({ source, target }) => !isGone(source) && !isGone(target));
  return { ...after, ...(tasks && { tasks }), ...(edges && { edges }) };
}

export interface IStep {
  task: ITask;
  /** The names of the tasks that it waits for. */
  after: string[];
}

/** The tasks in the order in which they can run; those that wait for each other come last. */
export function steps({ tasks = [], edges = [] }: IForm): IStep[] {
  const waits = (task: ITask): ITask[] =>
    tasks.filter(({ id }) => edges.some(e => e.source === id && e.target === task.id));
  const done = new Set<ITask>();
  while (done.size < tasks.length) {
    const left = tasks.filter(task => !done.has(task));
    const ready = left.filter(task => waits(task).every(other => done.has(other)));
    (ready.length > 0 ? ready : left).forEach(task => done.add(task));
  }
  return [...done].map(task => ({ task, after: waits(task).map(nameOf) }));
}

export function nameOf(task: ITask): string {
  return task.name || task.id || '';
}
