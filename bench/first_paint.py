"""Time to the first paint of a page, its weight and its layout shift, in Chromium."""

from __future__ import annotations

import os
import shutil
from statistics import median

LOADS = 7
_PAINT = "performance.getEntriesByName('first-contentful-paint')[0].startTime"
_KILOBYTES = """
[...performance.getEntriesByType('resource'), ...performance.getEntriesByType('navigation')]
    .reduce((sum, entry) => sum + entry.encodedBodySize, 0) / 1000
"""
_SHIFT = """
() => new Promise(done => new PerformanceObserver(list => {
    const shift = list.getEntries().reduce((sum, entry) => sum + entry.value, 0);
    done(shift);
}).observe({type: 'layout-shift', buffered: true}) || setTimeout(() => done(0), 300))
"""


def measure(url: str) -> dict[str, float]:
    """Medians over several loads at a phone's width, each with a new profile; the layout shift is the largest."""
    from playwright.sync_api import sync_playwright

    paints, kilobytes, shifts = [], [], []
    with sync_playwright() as playwright:
        options = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=options)
        for _ in range(LOADS):
            page = browser.new_context(viewport={"width": 390, "height": 844}).new_page()
            page.goto(url, wait_until="networkidle")
            paints.append(page.evaluate(_PAINT))
            kilobytes.append(page.evaluate(_KILOBYTES))
            shifts.append(page.evaluate(_SHIFT))
            page.context.close()
        browser.close()
    return {"first_paint_ms": median(paints), "kB": median(kilobytes), "layout_shift": max(shifts)}
