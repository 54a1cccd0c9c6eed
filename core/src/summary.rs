//! The architecture table.

use core::fmt::{self, Write as _};

use crate::Scalar;
use crate::model::{InputShape, LayerInfo, Model, Name};
use crate::shape::Shape;

/// A model's architecture as a table: what [`Model::summary`] returns and `{}` prints.
///
/// ```
/// use layerproof::prelude::*;
///
/// sequential! {
///     struct Overweight {
///         Input<2>,
///         Dense<8, Relu>,
///         Dense<1, Sigmoid>,
///     }
/// }
///
/// let table = "\
/// Model: Overweight
///
/// Layer    Kind               Output  Parameters
/// ───────  ─────────────────  ──────  ──────────
/// input    Input<2>                2           0
/// dense_1  Dense<8, Relu>          8          24
/// dense_2  Dense<1, Sigmoid>       1           9
///
/// Parameters     33
/// Multiply-adds  24 a prediction
/// Flash          192 bytes
/// Scratch        36 bytes";
/// assert_eq!(Overweight::summary().to_string(), table);
/// ```
///
/// Needs neither `std` nor an allocator: a device can print it to its serial port.
#[derive(Debug, Clone, Copy)]
pub struct Summary {
    /// The model's name.
    pub name: &'static str,
    /// The input's sizes.
    pub input: &'static [usize],
    /// The model's number type, as a model file spells it: `F32`, `F64`.
    pub dtype: &'static str,
    /// The layers in order, without the input.
    pub layers: &'static [LayerInfo],
    /// [`Model::PARAMS`]
    pub params: usize,
    /// [`Model::MACS`]
    pub macs: usize,
    /// [`Model::FLASH_BYTES`]
    pub flash_bytes: usize,
    /// [`Model::SCRATCH_BYTES`]
    pub scratch_bytes: usize,
}

impl Summary {
    pub(crate) fn of<M: Model>() -> Self {
        Self {
            name: short_name(core::any::type_name::<M>()),
            input: InputShape::<M>::DIMS,
            dtype: M::Scalar::DTYPE,
            layers: M::LAYERS,
            params: M::PARAMS,
            macs: M::MACS,
            flash_bytes: M::FLASH_BYTES,
            scratch_bytes: M::SCRATCH_BYTES,
        }
    }

    fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        let input = Row {
            name: Name::Field("input"),
            kind: Kind::Input(self),
            output: self.input,
            params: 0,
        };
        core::iter::once(input).chain(self.layers.iter().map(|layer| Row {
            name: layer.name,
            kind: Kind::Layer(layer),
            output: layer.output,
            params: layer.params,
        }))
    }
}

/// `Overweight` of `program::models::Overweight`, `Sequential` of `layerproof::Sequential<…>`.
fn short_name(path: &'static str) -> &'static str {
    let path = path.split('<').next().unwrap_or(path);
    path.rsplit("::").next().unwrap_or(path)
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut widths = [5, 4, 6, 10];
        for row in self.rows() {
            let here = [
                width(&row.name),
                width(&row.kind),
                width(&Sizes(row.output)),
                width(&Grouped(row.params)),
            ];
            for (width, here) in widths.iter_mut().zip(here) {
                *width = here.max(*width);
            }
        }
        let [name, kind, output, params] = widths;
        writeln!(f, "Model: {}\n", self.name)?;
        writeln!(
            f,
            "{:name$}  {:kind$}  {:>output$}  {:>params$}",
            "Layer", "Kind", "Output", "Parameters"
        )?;
        let line = |n| Repeated('─', n);
        writeln!(f, "{}  {}  {}  {}", line(name), line(kind), line(output), line(params))?;
        for row in self.rows() {
            write!(f, "{}{}  ", row.name, Repeated(' ', name - width(&row.name)))?;
            write!(f, "{}{}  ", row.kind, Repeated(' ', kind - width(&row.kind)))?;
            let (sizes, number) = (Sizes(row.output), Grouped(row.params));
            write!(f, "{}{sizes}  ", Repeated(' ', output - width(&sizes)))?;
            writeln!(f, "{}{number}", Repeated(' ', params - width(&number)))?;
        }
        writeln!(f, "\nParameters     {}", Grouped(self.params))?;
        writeln!(f, "Multiply-adds  {} a prediction", Grouped(self.macs))?;
        writeln!(f, "Flash          {} bytes", Grouped(self.flash_bytes))?;
        write!(f, "Scratch        {} bytes", Grouped(self.scratch_bytes))
    }
}

struct Row<'a> {
    name: Name,
    kind: Kind<'a>,
    output: &'static [usize],
    params: usize,
}

/// The input or a layer as it stands in the model.
enum Kind<'a> {
    Input(&'a Summary),
    Layer(&'a LayerInfo),
}

impl fmt::Display for Kind<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Layer(layer) => (layer.describe)(f),
            Self::Input(summary) => {
                f.write_str("Input<")?;
                separated(f, summary.input, ", ")?;
                f.write_str(if summary.dtype == "F64" { ", dtype = f64>" } else { ">" })
            }
        }
    }
}

/// `3 × 3 × 8`
struct Sizes<'a>(&'a [usize]);

impl fmt::Display for Sizes<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        separated(f, self.0, " × ")
    }
}

fn separated(f: &mut fmt::Formatter<'_>, sizes: &[usize], separator: &str) -> fmt::Result {
    for (i, size) in sizes.iter().enumerate() {
        if i > 0 {
            f.write_str(separator)?;
        }
        write!(f, "{size}")?;
    }
    Ok(())
}

/// `1,234,567`
struct Grouped(usize);

impl fmt::Display for Grouped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0 < 1000 {
            return write!(f, "{}", self.0);
        }
        write!(f, "{},{:03}", Self(self.0 / 1000), self.0 % 1000)
    }
}

struct Repeated(char, usize);

impl fmt::Display for Repeated {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (0..self.1).try_for_each(|_| f.write_char(self.0))
    }
}

/// The number of characters that `{}` prints.
fn width(value: &impl fmt::Display) -> usize {
    struct Counter(usize);
    impl fmt::Write for Counter {
        fn write_str(&mut self, text: &str) -> fmt::Result {
            self.0 += text.chars().count();
            Ok(())
        }
    }
    let mut counter = Counter(0);
    // Only a layer's own `describe` could fail, and then the table itself fails with it.
    let _ = write!(counter, "{value}");
    counter.0
}

#[cfg(test)]
mod tests {
    use std::string::ToString;

    use super::{Grouped, Sizes, short_name, width};

    #[test]
    fn numbers_and_names_read_well() {
        assert_eq!(Grouped(0).to_string(), "0");
        assert_eq!(Grouped(999).to_string(), "999");
        assert_eq!(Grouped(1_000).to_string(), "1,000");
        assert_eq!(Grouped(1_234_067).to_string(), "1,234,067");
        assert_eq!(Sizes(&[3, 3, 8]).to_string(), "3 × 3 × 8");
        assert_eq!(width(&Sizes(&[3, 3, 8])), 9);
        assert_eq!(short_name("program::models::Overweight"), "Overweight");
        assert_eq!(short_name("layerproof::Sequential<(a::B, ())>"), "Sequential");
    }
}
