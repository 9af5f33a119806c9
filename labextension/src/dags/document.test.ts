import { describe, expect, it } from 'vitest';

import { bodyOf, followed, formOf, steps } from './document';

const TASKS = [
  { id: 'b', name: 'Load', type: 'spark_submit' },
  { id: 'a', name: 'Read', type: 'spark_submit' }
];

describe('the document of a DAG', () => {
  it('is the same after the way into the form and back', () => {
    const body = {
      name: 'Daily',
      dag_id: 'daily',
      description: null,
      schedule: { interval: '@daily', other: 1 },
      default_args: null,
      tasks: TASKS,
      edges: []
    };
    expect(formOf(body)).not.toHaveProperty('description');
    expect(bodyOf(formOf(body))).toEqual(body);
  });

  it('names a task that was added', () => {
    const before = { tasks: [{ id: 'task-1', name: 'Read', type: 'bash' }] };
    const { tasks } = followed(before, { tasks: [...before.tasks, {}, {}] });
    expect(tasks).toEqual([
      before.tasks[0],
      { id: 'task-2', name: 'task_2', type: 'spark_submit' },
      { id: 'task-3', name: 'task_3', type: 'spark_submit' }
    ]);
  });

  it('lets a name or type be emptied', () => {
    const after = { tasks: [{ id: 'a' }] };
    expect(followed({ tasks: TASKS }, after).tasks).toEqual([{ id: 'a' }]);
  });

  it('drops the edges of a task that was removed, and no other', () => {
    const edges = [{ source: 'a', target: 'b' }, {}, { source: 'a' }];
    const after = { tasks: TASKS.slice(1), edges };
    expect(followed({ tasks: TASKS, edges }, after).edges).toEqual([{}, { source: 'a' }]);
  });

  it('tells the order of the tasks', () => {
    const edges = [{ source: 'a', target: 'b' }];
    const found = steps({ tasks: TASKS, edges });
    expect(found.map(({ task, after }) => [task.name, after])).toEqual([
      ['Read', []],
      ['Load', ['Read']]
    ]);
  });

  it('tells also of tasks that wait for each other', () => {
    const edges = [
      { source: 'a', target: 'b' },
      { source: 'b', target: 'a' }
    ];
    expect(steps({ tasks: TASKS, edges }).map(({ task }) => task.id)).toEqual(['b', 'a']);
  });
});
