//! Event files: framing and checksums by the book, and what TensorBoard's own reader makes of them.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use layerproof::prelude::*;

type Line = sequential!(Input<1>, Dense<1>);

const X: [[f32; 1]; 8] = [[0.0], [1.0], [2.0], [3.0], [4.0], [5.0], [6.0], [7.0]];
const Y: [f32; 8] = [1.0, 3.0, 5.0, 7.0, 9.0, 11.0, 13.0, 15.0];

/// The checksum of Castagnoli, bit by bit.
fn crc32c(data: &[u8]) -> u32 {
    !data.iter().fold(!0_u32, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            crc >> 1 ^ (0x82f6_3b78 & 0_u32.wrapping_sub(crc & 1))
        })
    })
}

/// The data of each record, once both checksums were compared.
fn records(path: &Path) -> Vec<Vec<u8>> {
    let bytes = fs::read(path).unwrap();
    let mut rest = &bytes[..];
    let mut all = Vec::new();
    while !rest.is_empty() {
        let (length, after) = rest.split_at(8);
        let (of_length, after) = after.split_at(4);
        let (data, after) = after.split_at(u64::from_le_bytes(length.try_into().unwrap()) as usize);
        let (of_data, after) = after.split_at(4);
        for (data, sum) in [(length, of_length), (data, of_data)] {
            let masked = crc32c(data).rotate_right(15).wrapping_add(0xa282_ead8);
            assert_eq!(masked, u32::from_le_bytes(sum.try_into().unwrap()));
        }
        all.push(data.to_vec());
        rest = after;
    }
    all
}

fn file_in(folder: &Path) -> PathBuf {
    let files: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    let [file] = &files[..] else {
        panic!("one file: {files:?}")
    };
    file.clone()
}

fn train(folder: &Path) -> History {
    let fit = Fit::new()
        .epochs(5)
        .batch_size(2)
        .validation_split(0.25)
        .callback(LearningRateScheduler::new(|_, rate| rate * 0.5))
        .callback(TensorBoard::new(folder));
    let mut model = Line::new(7);
    model
        .compile(MeanSquaredError::new(), Sgd::new(0.02), MeanAbsoluteError::new())
        .fit(&X, &Y, &fit)
        .unwrap()
}

#[test]
fn each_record_has_its_checksums() {
    let folder = std::env::temp_dir().join(format!("layerproof-{}-records", std::process::id()));
    train(&folder);
    let train = records(&file_in(&folder.join("train")));
    assert_eq!(train.len(), 1 + 5 * 3);
    assert!(train[0].ends_with(b"brain.Event:2"));
    assert!(train[1].windows(10).any(|part| part == b"epoch_loss"));
    assert_eq!(records(&file_in(&folder.join("validation"))).len(), 1 + 5 * 2);
    fs::remove_dir_all(&folder).unwrap();
}

/// What TensorBoard reads of a folder, as lines of tag, step and value.
const READER: &str = "
import sys
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
events = EventAccumulator(sys.argv[1])
events.Reload()
for tag in events.Tags()['scalars']:
    for event in events.Scalars(tag):
        print(tag, event.step, repr(event.value))
";

#[test]
fn tensorboard_reads_what_is_written() {
    let python = std::env::var("LAYERPROOF_PYTHON").unwrap_or_else(|_| String::from("python3"));
    let probe = Command::new(&python).args(["-c", "import tensorboard"]).output();
    if !probe.is_ok_and(|output| output.status.success()) {
        println!("skipped: `{python}` has no TensorBoard (LAYERPROOF_PYTHON names another one)");
        return;
    }
    let folder = std::env::temp_dir().join(format!("layerproof-{}-tensorboard", std::process::id()));
    let history = train(&folder);
    let read = |part: &str| -> BTreeMap<String, Vec<f32>> {
        let output = Command::new(&python)
            .args(["-c", READER])
            .arg(folder.join(part))
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let mut read = BTreeMap::<_, Vec<f32>>::new();
        for line in String::from_utf8(output.stdout).unwrap().lines() {
            let words: Vec<&str> = line.split(' ').collect();
            let values = read.entry(words[0].to_owned()).or_default();
            assert_eq!(words[1].parse::<usize>().unwrap(), values.len());
            values.push(words[2].parse().unwrap());
        }
        read
    };
    let column = |name: &str| -> Vec<f32> { history[name].iter().map(|value| *value as f32).collect() };
    let wanted = |prefix: &str, names: &[&str]| -> BTreeMap<String, Vec<f32>> {
        names
            .iter()
            .map(|name| (format!("epoch_{name}"), column(&format!("{prefix}{name}"))))
            .collect()
    };
    assert_eq!(
        read("train"),
        wanted("", &["loss", "mean_absolute_error", "learning_rate"])
    );
    assert_eq!(read("validation"), wanted("val_", &["loss", "mean_absolute_error"]));
    fs::remove_dir_all(&folder).unwrap();
}
