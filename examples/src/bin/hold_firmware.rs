//! Holds the programs of `examples/firmware` to what `docs/embedded.md` promises: from what they said, and from their symbols.
//!
//! `examples/firmware/run` calls it with the folder where it put both.

use std::fs;
use std::path::{Path, PathBuf};

use layerproof::layers::Layer;
use layerproof::prelude::*;
use layerproof_examples::digits;

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

/// The bytes of stack that a prediction takes beside the values between layers: saved registers and a few numbers.
const STACK_BESIDE: usize = 512;
/// How far an answer may be from the host's, in units in the last place of the largest value on the way.
const ULPS: f64 = 8.0;
/// The most instructions compared with C.
const INSTRUCTIONS: f64 = 1.0;
/// The most code compared with C.
const CODE: f64 = 1.2;

sequential! { struct Xor { Input<2>, Dense<8, Tanh>, Dense<1> } }
sequential! { struct Overweight { Input<2>, Dense<8, Relu>, Dense<1, Sigmoid> } }
sequential! { struct DigitsMlp { Input<64>, Dense<32, Relu>, Dropout<0.1>, Dense<10, Softmax> } }
sequential! {
    struct DigitsCnn {
        Input<8, 8, 1>,
        Conv2d<16, 3, 3, Relu, padding = Same>,
        MaxPooling2d<2, 2>,
        Conv2d<32, 3, 3, Relu, padding = Same>,
        MaxPooling2d<2, 2>,
        Flatten,
        Dropout<0.25>,
        Dense<10, Softmax>,
    }
}

/// What the host answers to a sample, and the largest value on the way.
struct Answer {
    values: Vec<f32>,
    largest: f32,
}

fn largest(values: &[f32]) -> f32 {
    values.iter().fold(0.0, |largest, x| x.abs().max(largest))
}

/// One program: what it said, its symbols, and its sections.
struct Program {
    said: String,
    symbols: String,
    code: usize,
    data: usize,
}

impl Program {
    fn read(folder: &Path, name: &str) -> Result<Self> {
        let read = |kind: &str| fs::read_to_string(folder.join(format!("{name}.{kind}")));
        let sections = read("size")?;
        let size = |wanted: &[&str]| -> usize {
            let lines = sections.lines().map(|line| line.split_whitespace().collect::<Vec<_>>());
            lines
                .filter(|words| words.len() == 3 && wanted.contains(&words[0]))
                .filter_map(|words| words[1].parse::<usize>().ok())
                .sum()
        };
        Ok(Self {
            said: read("out")?,
            symbols: read("nm")?,
            code: size(&[".text", ".rodata"]),
            data: size(&[".data", ".bss"]),
        })
    }

    fn number(&self, word: &str) -> Result<usize> {
        let line = self
            .said
            .lines()
            .find_map(|line| line.strip_prefix(word)?.strip_prefix(' '));
        Ok(line.ok_or_else(|| format!("it did not say its {word}"))?.parse()?)
    }

    fn answers(&self) -> impl Iterator<Item = Vec<f32>> + '_ {
        let lines = self.said.lines().filter_map(|line| line.strip_prefix("answer "));
        lines.map(|line| {
            let bits = line.split(' ').map(|bits| u32::from_str_radix(bits, 16));
            bits.map(|bits| f32::from_bits(bits.unwrap_or(u32::MAX))).collect()
        })
    }

    /// The size of the symbol that ends so.
    fn symbol(&self, end: &str) -> Option<usize> {
        let line = self.symbols.lines().find(|line| line.ends_with(end))?;
        usize::from_str_radix(line.split(' ').nth(1)?, 16).ok()
    }

    /// A symbol of what a prediction must not reach.
    fn forbidden(&self) -> Option<&str> {
        let words = [
            "panic",
            "index_fail",
            "unwind",
            "rust_alloc",
            "rust_dealloc",
            "handle_alloc_error",
        ];
        self.symbols
            .lines()
            .find(|line| words.iter().any(|word| line.contains(word)))
    }
}

/// Compares one model, adds a line to the table, and answers with what is wrong.
fn hold<M: Model>(folder: &Path, name: &str, answers: &[Answer]) -> Result<Vec<String>> {
    let model = Program::read(folder, &format!("model-{name}"))?;
    let c = Program::read(folder, &format!("c-{name}"))?;
    let nothing = Program::read(folder, &format!("nothing-{name}"))?;
    let mut wrong = Vec::new();
    let mut ask = |fine: bool, what: String| {
        if !fine {
            wrong.push(format!("{name}: {what}"));
        }
    };

    if let Some(symbol) = model.forbidden() {
        ask(false, format!("`{symbol}` is part of the program"));
    }
    let (flash, scratch, stack) = (model.number("flash")?, model.number("scratch")?, model.number("stack")?);
    ask(
        flash == M::FLASH_BYTES && scratch == M::SCRATCH_BYTES,
        format!(
            "{flash} and {scratch} bytes there, {} and {} here",
            M::FLASH_BYTES,
            M::SCRATCH_BYTES
        ),
    );
    let linked = model.symbol("::TRAINED::TRAINED");
    ask(
        linked == Some(M::FLASH_BYTES),
        format!("FLASH_BYTES is {}, the linked weights take {linked:?}", M::FLASH_BYTES),
    );
    ask(
        stack <= M::SCRATCH_BYTES + STACK_BESIDE,
        format!("{stack} bytes of stack, {} + {STACK_BESIDE} promised", M::SCRATCH_BYTES),
    );

    let (mut worst, mut count, mut classes) = (0.0_f64, 0, 0);
    for (there, here) in model.answers().zip(answers) {
        count += 1;
        let unit = f64::from(here.largest.next_up()) - f64::from(here.largest);
        for (&there, &here) in there.iter().zip(&here.values) {
            let distance = (f64::from(there) - f64::from(here)).abs() / unit;
            worst = worst.max(if distance.is_finite() { distance } else { f64::INFINITY });
        }
        let class = |values: &[f32]| {
            values
                .iter()
                .position(|x| *x == values.iter().fold(f32::MIN, |a, b| a.max(*b)))
        };
        classes += usize::from(class(&there) == class(&here.values) && there.len() == here.values.len());
    }
    ask(count == answers.len(), format!("{count} answers of {}", answers.len()));
    ask(
        classes == answers.len(),
        format!("{classes} classes agree of {}", answers.len()),
    );
    ask(
        worst <= ULPS,
        format!("an answer is {worst:.1} units in the last place off"),
    );

    let (instructions, c_instructions) = (model.number("instructions")?, c.number("instructions")?);
    let code = model.code - nothing.code - M::FLASH_BYTES;
    let c_code = c.code - nothing.code - M::PARAMS * size_of::<M::Scalar>();
    let ratio = |a: usize, b: usize| a as f64 / b as f64;
    ask(
        ratio(instructions, c_instructions) <= INSTRUCTIONS,
        format!("{instructions} instructions, C {c_instructions}"),
    );
    ask(ratio(code, c_code) <= CODE, format!("{code} bytes of code, C {c_code}"));
    let (ram, c_ram) = (
        model.data - nothing.data + stack,
        c.data - nothing.data + c.number("stack")?,
    );
    println!(
        "| {name} | {flash} | {code} | {c_code} | {ram} | {c_ram} | {instructions} | {c_instructions} | {:.2} | {:.2} | {worst:.1} |",
        ratio(instructions, c_instructions),
        ratio(code, c_code),
    );
    Ok(wrong)
}

/// The samples of the two small models: a grid over the unit square.
fn grid() -> impl Iterator<Item = [f32; 2]> {
    (0..256_u16).map(|i| [f32::from(i % 16) / 15.0, f32::from(i / 16) / 15.0])
}

fn main() -> Result<()> {
    let folder = PathBuf::from(std::env::args_os().nth(1).ok_or("which folder?")?);
    let weights = Path::new(env!("CARGO_MANIFEST_DIR")).join("weights");
    let file = |name: &str| weights.join(name).with_extension("safetensors");
    println!("| model | weights | code | C's | RAM | C's | instructions | C's | ratio | ratio of code | ulps off |");
    println!("|---|---|---|---|---|---|---|---|---|---|---|");

    let model = Xor::from_file(file("xor"))?;
    let answers = grid().map(|x| {
        let hidden = model.dense_1.call(&x);
        let values = model.predict(&x).as_slice().to_vec();
        Answer {
            largest: largest(&hidden).max(largest(&values)),
            values,
        }
    });
    let mut wrong = hold::<Xor>(&folder, "xor", &answers.collect::<Vec<_>>())?;

    let model = Overweight::from_file(file("overweight"))?;
    let answers = grid().map(|x| {
        let hidden = model.dense_1.call(&x);
        let values = model.predict(&x).as_slice().to_vec();
        Answer {
            largest: largest(&hidden).max(largest(&values)),
            values,
        }
    });
    wrong.extend(hold::<Overweight>(&folder, "overweight", &answers.collect::<Vec<_>>())?);

    let model = DigitsMlp::from_file(file("digits_mlp"))?;
    let answers = digits::all().into_iter().map(|digit| {
        let hidden = model.dense_1.call(&digit.pixels);
        let values = model.predict(&digit.pixels).as_slice().to_vec();
        Answer {
            largest: largest(&hidden).max(largest(&values)),
            values,
        }
    });
    wrong.extend(hold::<DigitsMlp>(&folder, "digits_mlp", &answers.collect::<Vec<_>>())?);

    let model = DigitsCnn::from_file(file("digits_cnn"))?;
    let answers = digits::all().into_iter().map(|digit| {
        let first = model.conv2d_1.call(&digit.image().0);
        let second = model.conv2d_2.call(&model.max_pooling2d_1.call(&first));
        let values = model.predict(&digit.image()).as_slice().to_vec();
        let between = [
            first.as_flattened().as_flattened(),
            second.as_flattened().as_flattened(),
            &values,
        ];
        Answer {
            largest: between.map(largest).into_iter().fold(0.0, f32::max),
            values,
        }
    });
    wrong.extend(hold::<DigitsCnn>(&folder, "digits_cnn", &answers.collect::<Vec<_>>())?);

    if wrong.is_empty() {
        return Ok(());
    }
    Err(wrong.join("\n").into())
}
