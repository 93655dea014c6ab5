#pragma once

#include "core/scenario/scenario.h"
#include "ui/models/comparisonmodel.h"
#include "ui/panels/comparepanel.h"
#include "ui/theme/theme.h"

namespace Loopscope::Testing {

/// The page of a comparison, over made-up figures of three variants.
class ComparePanelFixture
{
protected:
    /// An empty page, shown.
    bool open();
    void fill(bool requests = true);

    Theme::Theme m_theme;
    Scenario::Scenario m_scenario;
    std::unique_ptr<Models::ComparisonModel> m_model;
    std::unique_ptr<Panels::ComparePanel> m_page;
};

} // namespace Loopscope::Testing
