//! What `fit` shows while it runs.

use core::fmt::Write as _;
use std::io::{self, IsTerminal as _, Write as _};
use std::string::String;
use std::time::{Duration, Instant};

use super::Epoch;

/// A training shorter than this shows nothing unless it is asked to.
const PATIENCE: Duration = Duration::from_secs(1);
/// The time between two pictures of the bar.
const BETWEEN: Duration = Duration::from_millis(100);
/// A line on a terminal: what every terminal has, less the last column, in which some begin a new line.
const WIDTH: usize = 79;
/// The length of the bar.
const BAR: usize = 20;

/// How much to show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verbosity {
    /// A bar on a terminal for trainings that last over a second, which leaves nothing behind.
    Auto,
    /// Nothing.
    Silent,
    /// A bar and then a line an epoch; without a terminal a line an epoch.
    Bar,
    /// A line an epoch.
    Lines,
}

/// The display of a training, on standard error.
pub(super) struct Display {
    verbosity: Verbosity,
    epochs: usize,
    /// The batches of an epoch, where that is known.
    batches: Option<usize>,
    started: Instant,
    epoch_started: Instant,
    drawn: Option<Instant>,
    /// The clock is read after so many batches, which is often enough: reading it takes as long as a step of a tiny model.
    stride: usize,
    until_clock: usize,
    line: String,
}

impl Display {
    /// `verbose` is that of [`Fit::verbose`](super::Fit::verbose).
    pub(super) fn new(verbose: Option<u8>, epochs: usize, batches: Option<usize>) -> Self {
        let is_terminal = io::stderr().is_terminal();
        let verbosity = match verbose {
            None if is_terminal => Verbosity::Auto,
            Some(1) if is_terminal => Verbosity::Bar,
            Some(1 | 2) => Verbosity::Lines,
            _ => Verbosity::Silent,
        };
        let now = Instant::now();
        Self {
            verbosity,
            epochs,
            batches,
            started: now,
            epoch_started: now,
            drawn: None,
            stride: 1,
            until_clock: 1,
            line: String::new(),
        }
    }

    /// A batch is done, counted from 1.
    #[inline]
    pub(super) fn batch(&mut self, epoch: usize, batch: usize, loss: f64) {
        if !matches!(self.verbosity, Verbosity::Auto | Verbosity::Bar) {
            return;
        }
        self.until_clock -= 1;
        if self.until_clock == 0 {
            self.look_at_the_clock(epoch, batch, loss);
        }
    }

    #[cold]
    fn look_at_the_clock(&mut self, epoch: usize, batch: usize, loss: f64) {
        let now = Instant::now();
        let since = now - self.drawn.unwrap_or(self.started);
        // So that the clock is read some ten times between two pictures.
        if since < BETWEEN / 10 {
            self.stride = (self.stride * 2).min(1 << 20);
        } else if since > BETWEEN {
            self.stride = (self.stride / 2).max(1);
        }
        self.until_clock = self.stride;
        let is_early = self.verbosity == Verbosity::Auto && now - self.started < PATIENCE;
        if is_early || self.drawn.is_some() && since < BETWEEN {
            return;
        }
        self.drawn = Some(now);
        let elapsed = now - self.epoch_started;
        self.line.clear();
        let Some(batches) = self.batches else {
            let _ = write!(
                self.line,
                "epoch {epoch}/{}  {batch}  {}  loss {loss:.4}",
                self.epochs,
                Short(elapsed)
            );
            return self.draw();
        };
        let _ = write!(self.line, "epoch {epoch}/{}  {batch}/{batches}  ", self.epochs);
        let done = (BAR * batch).checked_div(batches).unwrap_or(BAR).min(BAR);
        self.line.extend((0..BAR).map(|i| if i < done { '━' } else { '─' }));
        let left = elapsed.mul_f64(batches.saturating_sub(batch) as f64 / batch.max(1) as f64);
        let _ = write!(self.line, "  {} left  loss {loss:.4}", Short(left));
        self.draw();
    }

    /// Shows the line in place of the one before.
    fn draw(&self) {
        let cut: String = self.line.chars().take(WIDTH).collect();
        // Spaces and not an escape sequence, which not every terminal knows.
        let _ = write!(io::stderr(), "\r{cut:WIDTH$}");
        let _ = io::stderr().flush();
    }

    fn erase(&mut self) {
        if self.drawn.take().is_some() {
            let _ = write!(io::stderr(), "\r{:WIDTH$}\r", "");
            let _ = io::stderr().flush();
        }
    }

    /// An epoch is done.
    pub(super) fn epoch(&mut self, row: &Epoch) {
        match self.verbosity {
            Verbosity::Silent => return,
            Verbosity::Auto => {}
            Verbosity::Bar | Verbosity::Lines => {
                self.erase();
                let elapsed = self.epoch_started.elapsed();
                let _ = writeln!(io::stderr(), "{row}  ({})", Short(elapsed));
            }
        }
        self.epoch_started = Instant::now();
    }
}

impl Drop for Display {
    fn drop(&mut self) {
        self.erase();
    }
}

/// A time in two or three digits: `120ms`, `4s`, `3m 20s`.
struct Short(Duration);

impl core::fmt::Display for Short {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let seconds = self.0.as_secs();
        match seconds {
            0 => write!(f, "{}ms", self.0.as_millis()),
            1..60 => write!(f, "{seconds}s"),
            60..3600 => write!(f, "{}m {}s", seconds / 60, seconds % 60),
            _ => write!(f, "{}h {}m", seconds / 3600, seconds / 60 % 60),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::string::ToString as _;
    use std::time::Duration;

    use super::{Display, Short, Verbosity};

    #[test]
    fn times_are_short() {
        let short = |ms| Short(Duration::from_millis(ms)).to_string();
        assert_eq!(
            [short(7), short(59_000), short(200_000), short(3_700_000)],
            ["7ms", "59s", "3m 20s", "1h 1m"]
        );
    }

    #[test]
    fn a_picture_fits_a_line_and_has_epoch_batch_bar_time_and_loss() {
        let mut display = Display::new(Some(0), 20, Some(80));
        display.verbosity = Verbosity::Bar;
        display.look_at_the_clock(3, 20, 0.25);
        assert_eq!(display.line.split("  ").count(), 5, "{}", display.line);
        assert!(
            display.line.starts_with("epoch 3/20  20/80  ━━━━━─"),
            "{}",
            display.line
        );
        assert!(display.line.ends_with("left  loss 0.2500"), "{}", display.line);
        assert!(display.line.chars().count() <= super::WIDTH);
    }
}
