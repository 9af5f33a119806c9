package org.apache.livy.repl;

import io.netty.channel.ChannelHandlerContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.livy.rsc.BaseProtocol;
import org.apache.livy.rsc.RSCConf;
import org.apache.livy.rsc.ReplJobResults;
import org.apache.livy.rsc.driver.RSCDriver;
import org.apache.livy.rsc.driver.SparkEntries;
import org.apache.livy.rsc.driver.Statement;
import org.apache.livy.rsc.driver.StatementState;
import org.apache.livy.rsc.rpc.Rpc;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkStatusTracker;

/**
 * Stands in for livy-repl, which is not to be had for this Spark: Livy's server starts it in the
 * Spark driver and sends it statements by Livy's own RPC. It runs them in a Python process, one
 * after the other, keeps the newest, and cancels their Spark jobs, with Livy's states and limits.
 */
public class ReplDriver extends RSCDriver {
  private final ExecutorService turns = Executors.newSingleThreadExecutor();
  private final ExecutorService cancels = Executors.newSingleThreadExecutor();
  private final Map<Integer, Statement> statements = new LinkedHashMap<>();
  private volatile String state = "not_started";
  private SparkEntries entries;
  private PythonShell shell;
  private int next;

  public ReplDriver(SparkConf conf, RSCConf livyConf) throws Exception {
    super(conf, livyConf);
  }

  @Override
  protected SparkEntries initializeSparkEntries() throws Exception {
    change("starting");
    entries = super.initializeSparkEntries();
    entries.sparkSession();
    change("idle");
    return entries;
  }

  @Override
  protected void shutdownContext() {
    turns.shutdownNow();
    cancels.shutdownNow();
    if (shell != null) {
      shell.close();
    }
    super.shutdownContext();
  }

  @Override
  protected void onClientAuthenticated(Rpc client) {
    client.call(new ReplState(state));
  }

  public int handle(ChannelHandlerContext context, BaseProtocol.ReplJobRequest request) {
    Statement statement;
    synchronized (statements) {
      statement = new Statement(next++, request.code, StatementState.Waiting, null);
      statements.put(statement.id, statement);
      int kept = livyConf.getInt(RSCConf.Entry.RETAINED_STATEMENTS);
      while (statements.size() > kept) {
        statements.remove(statements.keySet().iterator().next());
      }
    }
    turns.submit(() -> execute(statement));
    return statement.id;
  }

  public void handle(ChannelHandlerContext context, BaseProtocol.CancelReplJobRequest request) {
    Statement statement;
    synchronized (statements) {
      statement = statements.get(request.id);
    }
    if (statement != null && !statement.compareAndTransit(
            StatementState.Waiting, StatementState.Cancelled)
        && statement.compareAndTransit(StatementState.Running, StatementState.Cancelling)) {
      cancels.submit(() -> cancel(statement));
    }
  }

  public String[] handle(ChannelHandlerContext context, BaseProtocol.ReplCompleteRequest request) {
    return new String[0];
  }

  public ReplJobResults handle(ChannelHandlerContext context, BaseProtocol.GetReplJobResults asked) {
    List<Statement> found = new ArrayList<>();
    synchronized (statements) {
      for (Statement one : statements.values()) {
        if (asked.allResults || (one.id >= asked.from && one.id < asked.from + asked.size)) {
          found.add(one);
        }
      }
    }
    for (Statement one : found) {
      if (one.state.get() == StatementState.Running) {
        one.updateProgress(progress(String.valueOf(one.id)));
      }
    }
    return new ReplJobResults(found.toArray(new Statement[0]));
  }

  private void execute(Statement statement) {
    if (!statement.compareAndTransit(StatementState.Waiting, StatementState.Running)) {
      return;
    }
    statement.started = System.currentTimeMillis();
    change("busy");
    boolean alive = false;
    try {
      if (shell == null) {
        shell = PythonShell.start(conf, entries);
      }
      statement.output = shell.execute(statement.id, statement.code);
      alive = true;
    } catch (Exception error) {
      statement.output = PythonShell.died(statement.id, error);
    }
    statement.completed = System.currentTimeMillis();
    statement.compareAndTransit(StatementState.Running, StatementState.Available);
    statement.compareAndTransit(StatementState.Cancelling, StatementState.Cancelled);
    statement.updateProgress(1.0);
    if (!alive) {
      change("error");
    } else if (statement.id == next - 1) {
      change("idle");
    }
  }

  private void cancel(Statement statement) {
    long end = System.currentTimeMillis() + livyConf.getTimeAsMs(RSCConf.Entry.JOB_CANCEL_TIMEOUT);
    long pause = livyConf.getTimeAsMs(RSCConf.Entry.JOB_CANCEL_TRIGGER_INTERVAL);
    while (statement.state.get() == StatementState.Cancelling) {
      if (System.currentTimeMillis() > end) {
        statement.compareAndTransit(StatementState.Cancelling, StatementState.Cancelled);
        return;
      }
      entries.sc().sc().cancelJobGroup(String.valueOf(statement.id));
      try {
        Thread.sleep(pause);
      } catch (InterruptedException error) {
        return;
      }
    }
  }

  private double progress(String group) {
    SparkStatusTracker tracker = entries.sc().sc().statusTracker();
    int all = 0;
    int done = 0;
    for (int id : tracker.getJobIdsForGroup(group)) {
      scala.Option<org.apache.spark.SparkJobInfo> job = tracker.getJobInfo(id);
      for (int stage : job.isDefined() ? job.get().stageIds() : new int[0]) {
        scala.Option<org.apache.spark.SparkStageInfo> info = tracker.getStageInfo(stage);
        if (info.isDefined()) {
          all += info.get().numTasks();
          done += info.get().numCompletedTasks();
        }
      }
    }
    return all == 0 ? 0.0 : (double) done / all;
  }

  private void change(String to) {
    state = to;
    broadcast(new ReplState(to));
  }
}
