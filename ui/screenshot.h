#pragma once

#include "ui/theme/theme.h"

#include <QImage>
#include <QObject>
#include <QSize>

#include <chrono>
#include <memory>
#include <utility>
#include <vector>

namespace Loopscope::Ui {

class MainWindow;

struct ScreenshotOptions
{
    QString scenarioId; ///< empty: the first slide
    QString variantId;  ///< empty: its first variant
    std::chrono::duration<double> duration{4};
    std::vector<std::pair<QString, QString>> values; ///< settings as on the command line
    Theme::ThemeKind theme = Theme::ThemeKind::Dark;
    QSize size{1440, 900};
    bool presenter = false; ///< presenter mode, always in high contrast
};

/// Runs a variant in the real window, out of sight, and takes its picture when the run has ended. It starts
/// when control is back in the event loop and reports by one of its signals. GUI thread.
class ScreenshotRun final : public QObject
{
    Q_OBJECT

public:
    explicit ScreenshotRun(ScreenshotOptions options, QObject *parent = nullptr);
    ~ScreenshotRun() override;

Q_SIGNALS:
    /// Exactly of the size that was asked for.
    void finished(const QImage &image);
    /// One sentence; nothing was drawn.
    void failed(const QString &reason);

private:
    void start();
    /// Empty when everything is as asked.
    QString prepare();
    void finish();
    void takePicture();

    ScreenshotOptions m_options;
    std::unique_ptr<MainWindow> m_window;
};

} // namespace Loopscope::Ui
