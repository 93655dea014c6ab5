#!/usr/bin/env python3
"""Plants one violation of each rule of check_layers.py in a tree of its own and sees it reported."""

import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

CHECKER = Path(__file__).with_name("check_layers.py")


def check(root):
    return subprocess.run([sys.executable, CHECKER, root], capture_output=True, text=True, check=False)


class CheckLayersTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="check layers ")
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)
        self.plant("core/base/ring.h", "#pragma once\n#include <atomic>\n")

    def plant(self, path, text):
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")

    def assert_reported(self, place, text):
        result = check(self.root)
        self.assertEqual(result.returncode, 1, result.stdout + result.stderr)
        lines = result.stdout.splitlines()
        self.assertEqual(len(lines), 1, result.stdout)
        self.assertTrue(lines[0].startswith(place + ": "), lines[0])
        self.assertIn(text, lines[0])

    def assert_clean(self):
        result = check(self.root)
        self.assertEqual((result.returncode, result.stdout), (0, ""), result.stderr)

    def test_allowed_tree_is_clean(self):
        self.plant("core/scenario/scenario.h", '#include "core/net/client.h"\n#include <QByteArrayView>\n')
        self.plant("core/scenario/pipelining/pipelining_pipelined.cpp", '#include "core/scenario/scenario.h"\n')
        self.plant("ui/mainwindow.cpp", '#include "ui/panels/panel.h"\n#include <QMainWindow>\n')
        self.plant("app/loopscope/main.cpp", '#include "ui/mainwindow.h"\nint x = app.exec();\n')
        self.plant("tests/core/base/tst_ring.cpp", '#include "core/base/ring.h"\n#include "tst_ring.moc"\n')
        self.plant("tests/core/base/tst_loop.cpp", '#include "tests/support/t.h"\nQEventLoop loop; loop.exec();\n')
        self.plant("core/net/sql.cpp", "// QEventLoop loop; QDateTime::currentDateTime()\nquery.exec(text);\n")
        self.plant("core/net/text.cpp", 'auto a = "loop.exec() QEventLoop"; /* processEvents( */\n')
        self.plant("core/net/CMakeLists.txt", "loopscope_add_library(core_net SOURCES a.cpp LINK Loopscope::CoreWire)\n")
        self.assert_clean()

    def test_higher_layer_is_reported(self):
        self.plant("core/wire/gibson.h", '#pragma once\n#include "core/net/client.h"\n')
        self.assert_reported("core/wire/gibson.h:2", "higher layer")

    def test_neighbour_on_the_same_line_is_reported(self):
        self.plant("core/monitor/probe.h", '#include "core/record/writer.h"\n')
        self.assert_reported("core/monitor/probe.h:1", "one layer")

    def test_higher_include_in_a_subfolder_is_reported(self):
        self.plant("core/scenario/cpubound/a.cpp", '#include "core/session/session.h"\n')
        self.assert_reported("core/scenario/cpubound/a.cpp:1", "higher layer")

    def test_window_in_core_is_reported(self):
        self.plant("core/session/session.cpp", '#include "ui/mainwindow.h"\n')
        self.assert_reported("core/session/session.cpp:1", "window")

    def test_window_in_the_command_line_is_reported(self):
        self.plant("app/cli/run.cpp", '\n#include "ui/theme/palette.h"\n')
        self.assert_reported("app/cli/run.cpp:2", "window")

    def test_widget_header_in_core_is_reported(self):
        for header in ("QWidget", "QtWidgets/QLabel", "QPainter", "QChartView", "QtCharts", "QPushButton", "QTreeView"):
            with self.subTest(header):
                self.plant("core/trace/a.cpp", f"#include <{header}>\n")
                self.assert_reported("core/trace/a.cpp:1", header)

    def test_tests_in_the_product_are_reported(self):
        self.plant("core/base/a.cpp", '#include "tests/support/stricttest.h"\n')
        self.assert_reported("core/base/a.cpp:1", "only tests")

    def test_include_that_goes_up_is_reported(self):
        self.plant("core/trace/a.cpp", '#include "../base/ring.h"\n')
        self.assert_reported("core/trace/a.cpp:1", "goes up")

    def test_include_not_from_the_root_is_reported(self):
        self.plant("core/trace/a.cpp", '#include "ring.h"\n')
        self.assert_reported("core/trace/a.cpp:1", "does not begin")

    def test_unknown_folder_is_reported(self):
        self.plant("core/utils/a.h", "#pragma once\n")
        self.assert_reported("core/utils/a.h:1", "no known layer")

    def test_link_to_a_higher_layer_is_reported(self):
        self.plant("core/wire/CMakeLists.txt", "loopscope_add_library(core_wire\n    SOURCES a.cpp\n    LINK Loopscope::CoreNet)\n")
        self.assert_reported("core/wire/CMakeLists.txt:3", "higher layer")

    def test_link_of_core_to_widgets_is_reported(self):
        self.plant("core/trace/CMakeLists.txt", "loopscope_add_library(core_trace SOURCES a.cpp LINK Qt6::Widgets)\n")
        self.assert_reported("core/trace/CMakeLists.txt:1", "Qt6::Widgets")

    def test_later_link_is_reported_too(self):
        self.plant("app/cli/CMakeLists.txt", "target_link_libraries(loopscope_app_cli PRIVATE Loopscope::UiCharts)\n")
        self.assert_reported("app/cli/CMakeLists.txt:1", "window")

    def test_wall_clock_is_reported(self):
        for call in ("QDateTime::currentMSecsSinceEpoch()", "QDateTime::currentDateTime()", "QTime::currentTime()"):
            with self.subTest(call):
                self.plant("ui/charts/a.cpp", f"\nauto now = {call};\n")
                self.assert_reported("ui/charts/a.cpp:2", "wall clock")

    def test_nested_loop_is_reported(self):
        for code in ("QEventLoop wait;", "dialog.exec();", "dialog->exec();", "QCoro::waitFor(task);",
                     "auto x = waitFor(task);", "QCoreApplication::processEvents();", "#include <QEventLoop>"):
            with self.subTest(code):
                self.plant("ui/panels/a.cpp", code + "\n")
                self.assert_reported("ui/panels/a.cpp:1", "nested event loop")

    def test_long_file_is_reported(self):
        self.plant("core/base/long.cpp", "int a;\n" * 501)
        self.assert_reported("core/base/long.cpp:501", "501 lines")
        self.plant("core/base/long.cpp", "int a;\n" * 500)
        self.assert_clean()

    def test_build_and_hidden_folders_are_skipped(self):
        self.plant("build/dev/core/wire/a.h", '#include "../x.h"\n')
        self.plant(".cache/core/wire/a.h", '#include "../x.h"\n')
        self.assert_clean()

    def test_missing_folder_is_wrong_usage(self):
        self.assertEqual(check(self.root / "nowhere").returncode, 2)


if __name__ == "__main__":
    unittest.main()
