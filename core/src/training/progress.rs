//! A display of a training on a terminal.

#[cfg(feature = "progress")]
pub(super) use self::bar::Display;
#[cfg(not(feature = "progress"))]
pub(super) use self::nothing::Display;

#[cfg(not(feature = "progress"))]
mod nothing {
    use crate::training::Epoch;

    /// Shows nothing: the feature `progress` is off.
    pub(in crate::training) struct Display;

    #[expect(clippy::unused_self, reason = "as the display that shows something")]
    impl Display {
        pub(in crate::training) fn new(_: bool, _: usize, _: usize) -> Self {
            Self
        }
        pub(in crate::training) fn batch(&mut self, _: usize, _: usize, _: f64) {}
        pub(in crate::training) fn epoch(&mut self, _: &Epoch) {}
    }
}

#[cfg(feature = "progress")]
mod bar {
    use std::format;
    use std::string::{String, ToString};
    use std::time::{Duration, Instant};

    use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

    use crate::training::Epoch;

    /// A training shorter than this shows nothing.
    const PATIENCE: Duration = Duration::from_secs(1);

    /// One bar over all batches, with the numbers of the last epoch. Only on a terminal, and made when it is first shown:
    /// most trainings are over before.
    pub(in crate::training) struct Display {
        wanted: bool,
        bar: Option<ProgressBar>,
        started: Instant,
        epochs: usize,
        batches: usize,
        last: String,
    }

    impl Display {
        pub(in crate::training) fn new(wanted: bool, epochs: usize, batches: usize) -> Self {
            Self {
                wanted,
                bar: None,
                started: Instant::now(),
                epochs,
                batches,
                last: String::new(),
            }
        }

        pub(in crate::training) fn batch(&mut self, epoch: usize, batch: usize, loss: f64) {
            if !self.wanted || (self.bar.is_none() && self.started.elapsed() < PATIENCE) {
                return;
            }
            let bar = self.bar.get_or_insert_with(|| {
                // Itself hidden where standard error is no terminal.
                let target = ProgressDrawTarget::stderr();
                let bar = ProgressBar::with_draw_target(Some((self.epochs * self.batches) as u64), target)
                    .with_elapsed(self.started.elapsed());
                if let Ok(style) =
                    ProgressStyle::with_template("{bar:24} {percent:>3} %  {elapsed}/{duration}  {wide_msg}")
                {
                    bar.set_style(style);
                }
                bar
            });
            if bar.is_hidden() {
                return;
            }
            bar.set_position(((epoch - 1) * self.batches + batch) as u64);
            if self.last.is_empty() {
                bar.set_message(format!("epoch {epoch}/{}  loss {loss:.4}", self.epochs));
            }
        }

        pub(in crate::training) fn epoch(&mut self, row: &Epoch) {
            let Some(bar) = &self.bar else { return };
            if !bar.is_hidden() {
                self.last = row.to_string();
                bar.set_message(self.last.clone());
            }
        }
    }

    impl Drop for Display {
        fn drop(&mut self) {
            if let Some(bar) = &self.bar {
                bar.finish_and_clear();
            }
        }
    }
}
