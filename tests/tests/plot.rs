//! Pictures of trainings and of models.

use std::path::{Path, PathBuf};

use layerproof::prelude::*;
use layerproof::training::ConfusionMatrix;

sequential! {
    struct Points {
        Input<2>,
        Dense<16, Tanh>,
        Dropout<0.1>,
        Dense<1, Sigmoid>,
    }
}

functional! {
    fn Match(user: Input<16>, item: Input<16>) -> (score, rating) {
        let tower = Dense<32, Relu>;
        let both = Concatenate(tower(user), tower(item));
        let hidden = Dense<32, Relu>(both);
        let hidden = Add(hidden, Dense<32>(hidden));
        let score = Dense<1, Sigmoid>(hidden);
        let rating = Dense<1>(hidden);
    }
}

fn file(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("layerproof-plot-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    folder.join(name)
}

/// The words of an SVG, in their order.
fn words(path: &Path) -> Vec<String> {
    let text = std::fs::read_to_string(path).unwrap();
    assert!(text.starts_with("<svg ") && text.ends_with("</svg>\n"), "{text}");
    let pieces = text.split("<text ").skip(1).map(|piece| {
        let inner = &piece[piece.find('>').unwrap() + 1..piece.find("</text>").unwrap()];
        inner.trim().replace("&lt;", "<").replace("&gt;", ">")
    });
    pieces.collect()
}

fn trained(epochs: usize, split: f64) -> History {
    let x: Vec<[f32; 2]> = (0..60_u16)
        .map(|i| [f32::from(i % 8) / 8.0, f32::from(i % 7) / 7.0])
        .collect();
    let y: Vec<bool> = x.iter().map(|[a, b]| a + b > 1.0).collect();
    let mut model = Points::new(7);
    let fit = Fit::new().epochs(epochs).validation_split(split).seed(3);
    let mut compiled = model.compile(BinaryCrossentropy::new(), Adam::new(0.02), BinaryAccuracy::new());
    if split == 0.0 {
        return compiled.fit(&x, &y, &Fit::new().epochs(epochs)).unwrap();
    }
    compiled.fit(&x, &y, &fit).unwrap()
}

#[test]
fn a_training_has_a_chart_for_the_loss_and_for_each_metric() {
    let path = file("curve.svg");
    trained(12, 0.3).plot(&path).unwrap();
    let words = words(&path);
    let count = |word: &str| words.iter().filter(|&other| other == word).count();
    assert_eq!((count("loss"), count("binary_accuracy")), (1, 1), "{words:?}");
    assert_eq!(
        (count("training"), count("validation"), count("epoch")),
        (2, 2, 2),
        "{words:?}"
    );
    assert_eq!((count("12"), count("2")), (2, 2), "{words:?}");
}

#[test]
fn one_epoch_without_validation_is_a_point() {
    let path = file("one.svg");
    trained(1, 0.0).plot(&path).unwrap();
    let words = words(&path);
    assert!(
        words.iter().any(|word| word == "training") && !words.iter().any(|word| word == "validation"),
        "{words:?}"
    );
    assert_eq!(std::fs::read_to_string(&path).unwrap().matches("<circle").count(), 2);
}

#[test]
fn an_architecture_shows_every_call_and_its_numbers() {
    let path = file("match.svg");
    Match::plot(&path).unwrap();
    let words = words(&path);
    for expected in [
        "user",
        "Input<16>",
        "Dense<32, Relu>",
        "gives 32, 544 parameters",
        "gives 32, the same parameters",
        "gives 64",
        "score",
        "rating",
        "Add",
    ] {
        assert!(words.iter().any(|word| word == expected), "{expected}: {words:?}");
    }
    // An arrow for each value that a layer takes.
    assert_eq!(std::fs::read_to_string(&path).unwrap().matches("<polygon").count(), 10);
}

#[test]
fn a_confusion_matrix_shows_every_count() {
    let mut matrix = ConfusionMatrix::new(3).class_names(["setosa", "versicolor", "virginica"]);
    for (truth, answer, count) in [(0, 0, 50), (1, 1, 47), (1, 2, 3), (2, 1, 1), (2, 2, 49)] {
        (0..count).for_each(|_| matrix.add(truth, answer));
    }
    let path = file("confusion.svg");
    matrix.plot(&path).unwrap();
    let words = words(&path);
    let count = |word: &str| words.iter().filter(|&other| other == word).count();
    for (word, times) in [
        ("setosa", 2),
        ("truth", 1),
        ("answer", 1),
        ("50", 1),
        ("47", 1),
        ("0", 4),
        ("49", 1),
    ] {
        assert_eq!(count(word), times, "{word}: {words:?}");
    }
}

#[test]
fn a_png_is_written_and_what_cannot_be_is_an_error() {
    let path = file("points.png");
    Points::summary().plot(&path).unwrap();
    assert!(std::fs::read(&path).unwrap().starts_with(b"\x89PNG\r\n\x1a\n"));

    let wrong = file("points.jpeg");
    let error = Points::plot(&wrong).unwrap_err().to_string();
    assert!(
        error.contains("points.jpeg") && error.contains("a picture is an `.svg` or a `.png`"),
        "{error}"
    );
    let nowhere = file("no/such/folder.svg");
    assert!(Points::plot(&nowhere).unwrap_err().to_string().contains("folder.svg"));
}
