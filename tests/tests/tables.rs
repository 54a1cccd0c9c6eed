//! Samples and targets from files: tables of text, NumPy's arrays.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use layerproof::data::{Csv, Npy};
use layerproof::prelude::*;

type Iris = sequential!(Input<2>, Dense<8, Tanh>, Dense<3, Softmax>);
type Digits = sequential!(Input<2, 2, 1>, Flatten, Dense<10, Softmax>);

fn written(name: &str, text: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("layerproof-tables-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join(name);
    std::fs::write(&path, text).unwrap();
    path
}

/// What is wrong, without the folder.
fn complaint<T: std::fmt::Debug>(result: Result<T, layerproof::Error>) -> String {
    let text = result.unwrap_err().to_string();
    text[text.find("/layerproof-tables").map_or(0, |at| at + 1)..]
        .split_once('/')
        .map_or(text.clone(), |(_, rest)| format!("`{rest}"))
}

#[test]
fn a_table_of_text_trains_a_model() {
    let mut text = String::from("\u{feff}length;width;species;grows\n");
    for i in 0..40 {
        let species = ["10", "9", "1"][i % 3];
        let (width, grows) = ((i % 5) as f64 / 5.0, ["Yes", "no"][i % 2]);
        writeln!(text, "{}; {width} ;\"{species}\";{grows}", i % 3).unwrap();
    }
    let table = Csv::new().delimiter(b';').read(written("iris.csv", &text)).unwrap();
    assert_eq!(
        (table.len(), table.names()),
        (40, &["length", "width", "species", "grows"].map(String::from)[..])
    );

    let x: Vec<[f32; 2]> = table.numbers(["length", "width"]).unwrap();
    assert_eq!(x[7], [1.0, 0.4]);
    let species = table.classes("species").unwrap();
    assert_eq!(
        (&species.names[..], &species.indices[..4]),
        (&["1", "9", "10"].map(String::from)[..], &[2, 1, 0, 2][..])
    );
    assert_eq!(table.flags("grows").unwrap()[..3], [true, false, true]);
    assert_eq!(table.classes_of(2, &species.names).unwrap(), species.indices);

    let mut model = Iris::new(1);
    let metrics = SparseCategoricalAccuracy::new();
    let mut compiled = model.compile(SparseCategoricalCrossentropy::new(), Adam::new(0.1), metrics);
    let history = compiled.fit(&x, &species.indices, &Fit::new().epochs(30)).unwrap();
    assert!(history.last()["sparse_categorical_accuracy"] > 0.95, "{history}");
}

#[test]
fn names_that_are_words_are_sorted_as_words() {
    let table = Csv::new()
        .has_headers(false)
        .read(written("words.csv", "b,1\na,2\nb,3\n10,4\n"))
        .unwrap();
    let classes = table.classes(0).unwrap();
    assert_eq!(classes.names, ["10", "a", "b"]);
    assert_eq!(classes.indices, [2, 1, 2, 0]);
    assert!(table.names().is_empty());
    assert_eq!(table.numbers::<f64, _, 1>([1]).unwrap(), [[1.0], [2.0], [3.0], [4.0]]);
}

#[test]
fn mistakes_in_a_table_name_file_line_and_column() {
    let read = |text: &str| Csv::new().read(written("t.csv", text));
    assert_eq!(
        complaint(read("a,b\n1,2\n1,2,3\n")),
        "`t.csv`, line 3: has 3 fields instead of the 2 of the line of names"
    );
    assert_eq!(
        complaint(read("a,b\n1,2\n\n7\n")),
        "`t.csv`, line 4: has one field instead of the 2 of the line of names"
    );
    assert_eq!(complaint(read("a,b\n")), "`t.csv`: has no rows");
    assert_eq!(complaint(read("")), "`t.csv`: has no rows");
    let missing = Csv::new().read(Path::new("/nowhere/t.csv")).unwrap_err().to_string();
    assert!(
        missing.starts_with("`/nowhere/t.csv`: cannot be read: No such file"),
        "{missing}"
    );

    let table = read("a,b,a\n1,x,2\n3,,nan\n").unwrap();
    let numbers = |column: &'static str| complaint(table.numbers::<f32, _, 1>([column]));
    assert_eq!(numbers("b"), "`t.csv`, line 2, column `b`: `x` is no finite number");
    assert_eq!(
        numbers("a"),
        "`t.csv`: there are several columns `a`: say which by its number"
    );
    assert_eq!(numbers("c"), "`t.csv`: there is no column `c`; there are `a`, `b`, `a`");
    assert_eq!(
        complaint(table.numbers::<f32, _, 1>([2])),
        "`t.csv`, line 3, column `a`: `nan` is no finite number"
    );
    assert_eq!(
        complaint(table.numbers::<f32, _, 1>([3])),
        "`t.csv`: there is no column 3: the 3 columns are counted from 0"
    );
    assert_eq!(
        complaint(table.flags("b")),
        "`t.csv`, line 2, column `b`: `x` is neither yes nor no"
    );
    assert_eq!(complaint(table.classes("b")), "`t.csv`, line 3, column `b`: is empty");
    let known = ["y".to_string()];
    assert_eq!(
        complaint(table.classes_of("b", &known)),
        "`t.csv`, line 2, column `b`: `x` is none of the classes `y`"
    );

    let path = written("latin.csv", "");
    std::fs::write(&path, b"a,b\n1,\xe9\n").unwrap();
    assert_eq!(complaint(Csv::new().read(path)), "`latin.csv`, line 2: is not UTF-8");
}

fn stored(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("data").join(name)
}

#[test]
fn arrays_of_numpy_become_samples_and_classes() {
    let x = Npy::<f32>::read(stored("images.npy")).unwrap();
    assert_eq!(x.shape, [5, 2, 2]);
    let samples = Digits::samples(&x.rows()).unwrap();
    assert_eq!(samples.len(), 5);
    assert_eq!(Digits::new(1).predict_all(&samples).len(), 5);

    let same = Npy::<f32>::read_npz(stored("arrays.npz"), "x_train").unwrap();
    assert_eq!(same, x);
    assert_eq!(
        Npy::<usize>::read_npz(stored("arrays.npz"), "y_train").unwrap().values,
        [0, 3, 1, 2, 9]
    );
    assert_eq!(
        Npy::<f64>::read_npz(stored("arrays.npz"), "mask").unwrap().values,
        [1.0, 0.0]
    );
}

#[test]
fn arrays_that_are_not_what_was_asked_for_are_errors() {
    let classes = |name| {
        let text = Npy::<usize>::read_npz(stored("arrays.npz"), name)
            .unwrap_err()
            .to_string();
        text[text.find("`: ").unwrap() + 3..].to_string()
    };
    assert_eq!(classes("negative"), "element 1 is -1, which is no class");
    assert_eq!(classes("half"), "element 0 is 0.5, which is no class");
    assert_eq!(
        classes("words"),
        "has elements of the type `'<U1'`, which are no numbers of a known kind"
    );
    assert!(
        classes("z").starts_with("there is no array `z`; there are `"),
        "{}",
        classes("z")
    );
    let fortran = Npy::<f32>::read(stored("fortran.npy")).unwrap_err().to_string();
    assert!(
        fortran.ends_with("is in Fortran's order: save `numpy.ascontiguousarray(a)`"),
        "{fortran}"
    );

    // Cut at each byte: an error, never a shorter array.
    let bytes = std::fs::read(stored("images.npy")).unwrap();
    let path = written("cut.npy", "");
    for len in 0..bytes.len() {
        std::fs::write(&path, &bytes[..len]).unwrap();
        assert!(Npy::<f32>::read(&path).is_err(), "{len} bytes");
    }
}
