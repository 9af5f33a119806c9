"""What a Livy connection asks a server for."""

from __future__ import annotations

from etlab_jupyter.connections.livy import LivyConfig


def test_only_what_is_given_is_sent_since_livy_refuses_what_it_does_not_know():
    assert LivyConfig(url="http://livy:8998").session().session == {}
    config = LivyConfig.model_validate(
        {
            "url": "http://livy:8998", "auth": "basic", "username": "ada", "password": "hunter2",
            "proxy_user": "bob", "driver_memory": "2g", "num_executors": 3, "ttl": "8h",
            "idle_timeout": "30m", "spark_conf": {"spark.x": "1"},
        }
    )  # fmt: skip
    settings = config.session()
    assert settings.session == {
        "driverMemory": "2g", "numExecutors": 3, "proxyUser": "bob", "ttl": "8h",
        "idleTimeout": "30m", "conf": {"spark.x": "1"},
    }  # fmt: skip
    assert (settings.username, settings.password) == ("ada", "hunter2")
    assert "hunter2" not in repr(settings)
