//! The architecture, as a table and as a picture.

#[cfg(feature = "plot")]
mod plot;

use core::fmt::{self, Write as _};

use crate::Scalar;
use crate::model::graph::{Graph, Input};
use crate::model::{LayerInfo, Name, Network};

/// A model's architecture as a table: what [`Summarize::summary`](crate::Summarize::summary) returns and `{}` prints.
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
/// Scratch        32 bytes";
/// assert_eq!(Overweight::summary().to_string(), table);
/// ```
///
/// Needs neither `std` nor an allocator: a device can print it to its serial port.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Summary {
    /// The model's name.
    pub name: &'static str,
    /// The inputs, with their sizes.
    pub inputs: &'static [Input],
    /// The model's number type, as a model file spells it: `F32`, `F64`.
    pub dtype: &'static str,
    /// The layers in order, without the input.
    pub layers: &'static [LayerInfo],
    /// [`Network::PARAMS`]
    pub params: usize,
    /// [`Network::MACS`]
    pub macs: usize,
    /// [`Network::FLASH_BYTES`]
    pub flash_bytes: usize,
    /// [`Network::SCRATCH_BYTES`]
    pub scratch_bytes: usize,
    graph: Graph,
}

/// The architecture of every model, as a table.
pub trait Summarize: Network {
    /// The architecture as a table: `println!("{}", Overweight::summary())`.
    ///
    /// See [`Summary`] for what it looks like.
    fn summary() -> Summary {
        Summary::of::<Self>()
    }

    /// Draws the architecture to a file whose name ends in `.svg` or `.png`; [`Summary::plot`] says how.
    ///
    /// # Errors
    /// Where the file cannot be written, or its name has another ending.
    #[cfg(feature = "plot")]
    fn plot(path: impl AsRef<std::path::Path>) -> Result<(), crate::Error> {
        Self::summary().plot(path)
    }
}

impl<M: Network> Summarize for M {}

impl Summary {
    pub(crate) fn of<M: Network>() -> Self {
        Self {
            name: short_name(core::any::type_name::<M>()),
            inputs: M::PLAN.graph.inputs,
            dtype: M::Scalar::DTYPE,
            layers: M::LAYERS,
            params: M::PARAMS,
            macs: M::MACS,
            flash_bytes: M::FLASH_BYTES,
            scratch_bytes: M::SCRATCH_BYTES,
            graph: M::PLAN.graph,
        }
    }

    fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        let inputs = self.inputs.iter().map(|input| Row {
            name: Name::Field(input.name),
            kind: Kind::Input(input, self.dtype),
            output: input.sizes,
            params: 0,
            takes: Takes {
                summary: self,
                layer: None,
            },
        });
        inputs.chain(self.layers.iter().enumerate().map(|(i, layer)| Row {
            name: layer.name,
            kind: Kind::Layer(layer),
            output: layer.output,
            params: layer.params,
            takes: Takes {
                summary: self,
                layer: Some(i),
            },
        }))
    }

    /// The sizes of an output, counted from 0.
    pub fn output(&self, output: usize) -> Option<&'static [usize]> {
        let value = *self.graph.outputs.get(output)?;
        let node = self.graph.nodes.get(value.checked_sub(self.inputs.len())?)?;
        Some(self.layers.get(node.layer)?.output)
    }

    /// The name of a value: that of its input, or of the layer that gives it.
    fn name_of(&self, value: usize) -> Name {
        if let Some(input) = self.inputs.get(value) {
            return Name::Field(input.name);
        }
        let node = self.graph.nodes.get(value - self.inputs.len());
        let layer = node.and_then(|node| self.layers.get(node.layer));
        layer.map_or(Name::Field("?"), |layer| layer.name)
    }
}

/// `Overweight` of `program::models::Overweight`, `Sequential` of `layerproof::Sequential<…>`.
fn short_name(path: &'static str) -> &'static str {
    let path = path.split('<').next().unwrap_or(path);
    path.rsplit("::").next().unwrap_or(path)
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let is_path = self.graph.is_path();
        let mut widths = [5, 4, 6, 10, 6];
        for row in self.rows() {
            let here = [
                width(&row.name),
                width(&row.kind),
                width(&Sizes(row.output)),
                width(&Grouped(row.params)),
                width(&row.takes),
            ];
            for (width, here) in widths.iter_mut().zip(here) {
                *width = here.max(*width);
            }
        }
        let [name, kind, output, params, takes] = widths;
        writeln!(f, "Model: {}\n", self.name)?;
        write!(
            f,
            "{:name$}  {:kind$}  {:>output$}  {:>params$}",
            "Layer", "Kind", "Output", "Parameters"
        )?;
        f.write_str(if is_path { "\n" } else { "  Inputs\n" })?;
        let line = |n| Repeated('─', n);
        write!(f, "{}  {}  {}  {}", line(name), line(kind), line(output), line(params))?;
        if is_path {
            writeln!(f)?;
        } else {
            writeln!(f, "  {}", line(takes))?;
        }
        for row in self.rows() {
            write!(f, "{}{}  ", row.name, Repeated(' ', name - width(&row.name)))?;
            write!(f, "{}{}  ", row.kind, Repeated(' ', kind - width(&row.kind)))?;
            let (sizes, number) = (Sizes(row.output), Grouped(row.params));
            write!(f, "{}{sizes}  ", Repeated(' ', output - width(&sizes)))?;
            write!(f, "{}{number}", Repeated(' ', params - width(&number)))?;
            if !is_path && row.takes.layer.is_some() {
                write!(f, "  {}", row.takes)?;
            }
            writeln!(f)?;
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
    takes: Takes<'a>,
}

/// The values that a layer takes, at each of its calls: `a, b`, `user / item`.
struct Takes<'a> {
    summary: &'a Summary,
    layer: Option<usize>,
}

impl fmt::Display for Takes<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let calls = self
            .summary
            .graph
            .nodes
            .iter()
            .filter(|node| Some(node.layer) == self.layer);
        for (i, node) in calls.enumerate() {
            if i > 0 {
                f.write_str(" / ")?;
            }
            for (j, &value) in node.inputs.iter().enumerate() {
                let separator = if j > 0 { ", " } else { "" };
                write!(f, "{separator}{}", self.summary.name_of(value))?;
            }
        }
        Ok(())
    }
}

/// The input or a layer as it stands in the model.
enum Kind<'a> {
    Input(&'a Input, &'static str),
    Layer(&'a LayerInfo),
}

impl fmt::Display for Kind<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Layer(layer) => (layer.describe)(f),
            Self::Input(input, dtype) => {
                f.write_str("Input<")?;
                separated(f, input.sizes, ", ")?;
                f.write_str(if *dtype == "F64" { ", dtype = f64>" } else { ">" })
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
