//! How results are shown on a terminal.

use std::fmt;

use crate::digits::Digit;

/// How often each class was taken for each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Confusion<const N: usize> {
    names: [&'static str; N],
    // [truth][answer]
    counts: [[usize; N]; N],
}

impl<const N: usize> Confusion<N> {
    /// No answers yet.
    pub const fn new(names: [&'static str; N]) -> Self {
        Self {
            names,
            counts: [[0; N]; N],
        }
    }

    /// Counts one answer.
    ///
    /// # Panics
    /// Where one of them is not a class.
    pub const fn count(&mut self, truth: usize, answer: usize) {
        self.counts[truth][answer] += 1;
    }

    /// The right answers' part of all.
    pub fn accuracy(&self) -> f64 {
        let right: usize = (0..N).map(|i| self.counts[i][i]).sum();
        right as f64 / self.counts.as_flattened().iter().sum::<usize>() as f64
    }
}

impl<const N: usize> fmt::Display for Confusion<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let width = self.names.iter().map(|name| name.len()).max().unwrap_or(0).max(4);
        write!(f, "{:width$} ", "")?;
        for name in self.names {
            write!(f, " {name:>width$}")?;
        }
        f.write_str("   (one row a truth, one column an answer)")?;
        for (name, counts) in self.names.iter().zip(self.counts) {
            write!(f, "\n{name:>width$} ")?;
            for count in counts {
                let shown = if count == 0 { "·".into() } else { count.to_string() };
                write!(f, " {shown:>width$}")?;
            }
        }
        Ok(())
    }
}

/// Digits side by side, a line of text under each.
pub fn pictures(digits: &[(Digit, String)]) -> String {
    const INK: [&str; 5] = ["  ", "░░", "▒▒", "▓▓", "██"];
    let mut lines = vec![String::new(); 9];
    for (digit, caption) in digits {
        for (line, pixels) in lines.iter_mut().zip(digit.pixels.chunks(8)) {
            line.extend(pixels.iter().map(|pixel| INK[(pixel * 4.0).round() as usize]));
            line.push_str("   ");
        }
        lines[8].extend([format!("{caption:<19}")]);
    }
    lines.iter().map(|line| line.trim_end()).collect::<Vec<_>>().join("\n")
}
