//! A program that trains is interrupted from the keyboard: it ends after the batch, with its history and a model that works.
#![cfg(unix)]

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<2>,
        Dense<8, Tanh>,
        Dense<1>,
    }
}

const CHILD: &str = "LAYERPROOF_INTERRUPTED_TRAINING";

/// The program that is interrupted: this test, started by the other one. Without the signal it would never end.
#[test]
fn child() {
    if std::env::var_os(CHILD).is_none() {
        return;
    }
    let handle = StopHandle::new();
    let stop = handle.clone();
    ctrlc::set_handler(move || stop.stop()).expect("the only handler");
    let (x, y) = ([[0.1, 0.9], [0.8, 0.3], [0.4, 0.4]], [1.0, 0.0, 0.5]);
    let mut begun = false;
    let fit = Fit::new()
        .epochs(usize::MAX)
        .callback(handle)
        .callback(move |epoch: &Epoch| {
            if !begun {
                println!("\nbegun in epoch {}", epoch.epoch);
                begun = true;
            }
        });
    let mut model = Net::new(7);
    let history = model
        .compile(MeanSquaredError::new(), Adam::new(0.01), ())
        .fit(&x, &y, &fit)
        .expect("an interruption is no error");
    println!(
        "\nended after {} epochs with {:.3}",
        history.epochs().len(),
        model.predict(&[0.1, 0.9])[0]
    );
}

#[test]
fn ctrl_c_ends_a_training_with_its_history() {
    let mut child = Command::new(std::env::current_exe().expect("the path of this program"))
        .args(["--exact", "child", "--nocapture"])
        .env(CHILD, "yes")
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("the child starts");
    let lines = BufReader::new(child.stdout.take().expect("its output")).lines();
    let mut ended = None;
    for line in lines.map_while(Result::ok) {
        if line.starts_with("begun in epoch 1") {
            let id = child.id().to_string();
            let sent = Command::new("kill")
                .args(["-INT", &id])
                .status()
                .expect("the signal is sent");
            assert!(sent.success());
        }
        if line.starts_with("ended after") {
            ended = Some(line);
        }
    }
    assert!(child.wait().expect("the child ends").success());
    let ended = ended.expect("the training ended by itself");
    let words: Vec<&str> = ended.split(' ').collect();
    assert!(words[2].parse::<usize>().is_ok_and(|epochs| epochs >= 1), "{ended}");
    assert!(words[5].parse::<f32>().is_ok_and(f32::is_finite), "{ended}");
}
