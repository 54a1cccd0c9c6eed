//! The header that declares an exported model.

use core::fmt::{self, Write as _};

use layerproof::{Model, Summarize, Summary};

/// The header of the model that is exported as `name`: what `{}` prints of it.
///
/// A build script writes it to a file, before the library is built:
///
/// ```no_run
/// # use layerproof::prelude::*;
/// # sequential! { pub struct Digits { Input<8, 8, 1>, Flatten, Dense<10, Softmax> } }
/// # fn main() -> std::io::Result<()> {
/// println!("cargo::rerun-if-changed=src/model.rs");
/// std::fs::write("digits.h", layerproof_c::header::<Digits>("digits").to_string())
/// # }
/// ```
///
/// # Panics
/// Where `name` is no identifier of C.
pub fn header<M: Model>(name: &'static str) -> Header {
    let letter = |c: char| c.is_ascii_alphabetic() || c == '_';
    assert!(
        name.starts_with(letter) && name.chars().all(|c| letter(c) || c.is_ascii_digit()),
        "`{name}` is no identifier of C"
    );
    Header {
        name,
        model: M::summary(),
    }
}

/// A header for C and C++: the sizes of a model as macros, and its function.
#[derive(Debug, Clone, Copy)]
pub struct Header {
    name: &'static str,
    model: Summary,
}

impl fmt::Display for Header {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, model } = *self;
        let upper = Upper(name);
        let number = if model.dtype == "F64" { "double" } else { "float" };
        let has_indices = model.inputs.first().is_some_and(|input| input.is_indices);
        let taken = if has_indices { "uint32_t" } else { number };
        let input = model.inputs.first().map_or(&[][..], |input| input.sizes);
        let output = model.output(0).unwrap_or_default();

        writeln!(
            f,
            "/* Written by layerproof from the model's definition; changes here are lost.\n *"
        )?;
        write!(f, " *")?;
        write!(Comment { f, at_start: true }, "{model}")?;
        writeln!(f, "\n */\n#ifndef {upper}_H\n#define {upper}_H\n")?;
        if has_indices {
            writeln!(f, "#include <stdint.h>\n")?;
        }

        sizes(f, upper, "INPUT", input)?;
        sizes(f, upper, "OUTPUT", output)?;
        write!(
            f,
            "/* Numbers that were learned, and multiply-adds of one prediction. */\n\
             #define {upper}_PARAMS {params}\n\
             #define {upper}_MACS {macs}\n\
             /* Bytes of the model in read-only memory, and of the values between layers on the stack. */\n\
             #define {upper}_FLASH_BYTES {flash}\n\
             #define {upper}_SCRATCH_BYTES {scratch}\n\n",
            params = model.params,
            macs = model.macs,
            flash = model.flash_bytes,
            scratch = model.scratch_bytes,
        )?;
        write!(
            f,
            "#ifdef __cplusplus\nextern \"C\" {{\n#endif\n\n\
             /* What the network answers to one sample.\n \
             *\n \
             * `input` points to {upper}_INPUT_LEN numbers and `output` to {upper}_OUTPUT_LEN, neither is null, both are\n \
             * aligned as {number} is. They may overlap: all input is read before any output is written.\n \
             * It allocates nothing, keeps nothing and cannot fail; threads may call it at the same time. A NaN in the input\n \
             * is no error: the numbers that depend on it are NaN, or what comparisons with NaN make of them.\n \
             */\n\
             void {name}_predict(const {taken} input[{upper}_INPUT_LEN], {number} output[{upper}_OUTPUT_LEN]);\n\n\
             #ifdef __cplusplus\n}}\n#endif\n\n#endif\n",
        )
    }
}

/// The macros of an input or an output: its axes, where there are several, and how many numbers it has.
fn sizes(f: &mut fmt::Formatter<'_>, upper: Upper, what: &str, dims: &[usize]) -> fmt::Result {
    let axes: &[&str] = match dims {
        [_, _] => &["STEPS", "CHANNELS"],
        [_, _, _] => &["HEIGHT", "WIDTH", "CHANNELS"],
        _ => &[],
    };
    if !axes.is_empty() {
        let order = if axes.len() == 2 {
            "step by step"
        } else {
            "row by row, pixel by pixel"
        };
        writeln!(f, "/* Numbers stand {order}, the channels of each side by side. */")?;
    }
    for (axis, size) in axes.iter().zip(dims) {
        writeln!(f, "#define {upper}_{what}_{axis} {size}")?;
    }
    writeln!(f, "#define {upper}_{what}_LEN {}\n", dims.iter().product::<usize>())
}

/// `DIGITS` for `digits`.
#[derive(Debug, Clone, Copy)]
struct Upper(&'static str);

impl fmt::Display for Upper {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut letters = self.0.chars();
        letters.try_for_each(|letter| f.write_char(letter.to_ascii_uppercase()))
    }
}

/// Begins each line as those of a C comment do. The first ` *` is there already.
struct Comment<'a, 'b> {
    f: &'a mut fmt::Formatter<'b>,
    at_start: bool,
}

impl fmt::Write for Comment<'_, '_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for (i, line) in text.split('\n').enumerate() {
            if i > 0 {
                self.f.write_str("\n *")?;
                self.at_start = true;
            }
            if self.at_start && !line.is_empty() {
                self.f.write_str(" ")?;
                self.at_start = false;
            }
            self.f.write_str(line)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    extern crate std;

    use std::string::ToString;

    use layerproof::prelude::*;

    use super::header;

    #[test]
    fn the_shape_and_the_number_type_are_the_models() {
        type Steps = sequential!(Input<5, 3, dtype = f64>, Flatten, Reshape<3, 1, 5>);
        let text = header::<Steps>("my_steps2").to_string();
        for line in [
            "#define MY_STEPS2_INPUT_STEPS 5",
            "#define MY_STEPS2_INPUT_CHANNELS 3",
            "#define MY_STEPS2_INPUT_LEN 15",
            "#define MY_STEPS2_OUTPUT_HEIGHT 3",
            "#define MY_STEPS2_OUTPUT_WIDTH 1",
            "#define MY_STEPS2_OUTPUT_CHANNELS 5",
            "#define MY_STEPS2_OUTPUT_LEN 15",
            "#define MY_STEPS2_PARAMS 0",
            "void my_steps2_predict(const double input[MY_STEPS2_INPUT_LEN], double output[MY_STEPS2_OUTPUT_LEN]);",
        ] {
            assert!(text.lines().any(|found| found == line), "no `{line}` in\n{text}");
        }
    }

    #[test]
    #[should_panic(expected = "`my-model` is no identifier of C")]
    fn a_name_that_c_cannot_say() {
        type Tiny = sequential!(Input<1>, Dense<1>);
        header::<Tiny>("my-model");
    }
}
