package org.apache.livy.repl;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.livy.rsc.driver.SparkEntries;
import org.apache.spark.SparkConf;
import py4j.GatewayServer;

/** Livy's Python shell on the driver's Spark: one JSON line for a statement, one back. */
final class PythonShell {
  private static final ObjectMapper JSON = new ObjectMapper();
  private final Process process;
  private final GatewayServer gateway;
  private final BufferedReader answers;
  private final OutputStream requests;

  private PythonShell(Process process, GatewayServer gateway) {
    this.process = process;
    this.gateway = gateway;
    this.answers = new BufferedReader(
        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    this.requests = process.getOutputStream();
  }

  static PythonShell start(SparkConf conf, SparkEntries entries) throws IOException {
    String secret = UUID.randomUUID().toString();
    GatewayServer gateway = new GatewayServer.GatewayServerBuilder(entries)
        .authToken(secret).javaPort(0).javaAddress(InetAddress.getLoopbackAddress()).build();
    gateway.start();
    Path folder = Files.createTempDirectory("livy-shell");
    folder.toFile().deleteOnExit();
    Path script = unpack(folder, "livy_shell.py");
    unpack(folder, "fake_shell.py");
    String python = conf.get("spark.pyspark.python",
        System.getenv().getOrDefault("PYSPARK_PYTHON", "python3"));
    ProcessBuilder builder = new ProcessBuilder(python, script.toString());
    Map<String, String> env = builder.environment();
    env.put("PYTHONPATH", archives());
    env.put("PYTHONDONTWRITEBYTECODE", "1");
    env.put("PYSPARK_PYTHON", python);
    env.put("PYSPARK_PIN_THREAD", "false");
    env.put("PYSPARK_GATEWAY_PORT", String.valueOf(gateway.getListeningPort()));
    env.put("PYSPARK_GATEWAY_SECRET", secret);
    builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    PythonShell shell = new PythonShell(builder.start(), gateway);
    for (String line = ""; !line.equals("READY"); ) {
      line = shell.read();
    }
    return shell;
  }

  private static Path unpack(Path folder, String name) throws IOException {
    Path file = folder.resolve(name);
    try (var source = PythonShell.class.getResourceAsStream("/" + name)) {
      Files.write(file, source.readAllBytes());
    }
    file.toFile().deleteOnExit();
    return file;
  }

  private static String archives() throws IOException {
    try (Stream<Path> found = Files.list(Paths.get(System.getenv("SPARK_HOME"), "python", "lib"))) {
      return found.map(Path::toString).filter(name -> name.endsWith(".zip"))
          .collect(Collectors.joining(":"));
    }
  }

  /** The statement's output as Livy keeps it: a JSON object. */
  String execute(int id, String code) throws IOException {
    Map<String, Object> content = Map.of("id", id, "code", code);
    requests.write(JSON.writeValueAsBytes(
        Map.of("msg_type", "execute_request", "content", content)));
    requests.write('\n');
    requests.flush();
    ObjectNode output = (ObjectNode) JSON.readTree(read()).get("content");
    return JSON.writeValueAsString(output.put("execution_count", id));
  }

  private String read() throws IOException {
    String line = answers.readLine();
    if (line == null) {
      throw new IOException("the Python process has ended");
    }
    return line;
  }

  static String died(int id, Exception error) {
    try {
      return JSON.writeValueAsString(Map.of("status", "error", "execution_count", id,
          "ename", "Error", "evalue", "Interpreter died:\n" + error.getMessage(),
          "traceback", List.of()));
    } catch (IOException never) {
      throw new IllegalStateException(never);
    }
  }

  void close() {
    process.destroyForcibly();
    gateway.shutdown();
  }
}
