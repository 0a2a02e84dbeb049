//! Parquet files of one row group, and one file of all their row groups.

use std::{
    fs::File,
    path::{Path, PathBuf},
    sync::Arc,
};

use arrow_array::RecordBatch;
use arrow_schema::SchemaRef;
use parquet::{
    arrow::{
        ArrowWriter, ProjectionMask,
        arrow_reader::{ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder},
    },
    basic::{Compression as Codec, ZstdLevel},
    column::writer::ColumnCloseResult,
    errors::ParquetError,
    file::{
        metadata::{KeyValue, PageIndexPolicy, ParquetMetaData, ParquetMetaDataReader},
        page_index::column_index::ColumnIndexMetaData,
        properties::{WriterProperties, WriterPropertiesBuilder},
        writer::SerializedFileWriter,
    },
};

use crate::{Error, files};

/// The compression of the pages of a Parquet file.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[non_exhaustive]
pub enum Compression {
    /// Zstandard at level 1: the smallest files.
    #[default]
    Zstd,
    /// Snappy, which every reader supports.
    Snappy,
    /// No compression.
    Uncompressed,
}

impl Compression {
    fn properties(self) -> WriterPropertiesBuilder {
        let codec = match self {
            Compression::Zstd => Codec::ZSTD(ZstdLevel::default()),
            Compression::Snappy => Codec::SNAPPY,
            Compression::Uncompressed => Codec::UNCOMPRESSED,
        };
        WriterProperties::builder()
            .set_compression(codec)
            .set_max_row_group_row_count(None)
    }
}

/// A writer of a file with one or more row groups.
pub(crate) struct Writer {
    arrow: ArrowWriter<File>,
    path: PathBuf,
    rows: usize,
}

impl Writer {
    pub(crate) fn create(
        path: PathBuf,
        schema: SchemaRef,
        compression: Compression,
    ) -> Result<Self, Error> {
        let file = files::create(&path)?;
        let properties = compression.properties().build();
        let writer = ArrowWriter::try_new(file, schema, Some(properties));
        let writer = writer.map_err(failed("write", &path))?;
        Ok(Writer {
            arrow: writer,
            path,
            rows: 0,
        })
    }

    pub(crate) fn write(&mut self, batch: &RecordBatch) -> Result<(), Error> {
        self.rows += batch.num_rows();
        self.arrow.write(batch).map_err(failed("write", &self.path))
    }

    pub(crate) fn rows(&self) -> usize {
        self.rows
    }

    /// The number of rows in the current row group.
    pub(crate) fn rows_in_memory(&self) -> usize {
        self.arrow.in_progress_rows()
    }

    /// Ends the row group. The next row begins another one.
    pub(crate) fn end_row_group(&mut self) -> Result<(), Error> {
        self.arrow.flush().map_err(failed("write", &self.path))
    }

    /// Ends the file, and waits until it is on the disk.
    pub(crate) fn finish(self) -> Result<(), Error> {
        let file = self.arrow.into_inner();
        files::sync(&file.map_err(failed("write", &self.path))?, &self.path)
    }
}

/// Joins the row groups of files with one schema into one file.
///
/// Returns its size in bytes, after it is on the disk. Nothing is decoded, and no row group is kept in memory.
pub(crate) fn join(
    parts: impl IntoIterator<Item = PathBuf>,
    to: &Path,
    compression: Compression,
    metadata: &[(String, String)],
) -> Result<u64, Error> {
    let file = files::create(to)?;
    let mut writer = None;
    for part in parts {
        let input = files::open(&part)?;
        let read = read_metadata(&input).map_err(failed("read", &part))?;
        let writer = match &mut writer {
            Some(writer) => writer,
            none => {
                let clone = files::reopen(&file, to)?;
                let new = begin(clone, &read, compression, metadata);
                none.insert(new.map_err(failed("write", to))?)
            }
        };
        append(writer, &input, &read).map_err(failed("write", to))?;
    }
    if let Some(writer) = writer {
        writer.close().map_err(failed("write", to))?;
    }
    files::sync(&file, to)?;
    files::size(&file, to)
}

/// Reads the rows of a file, with all or some of its columns.
pub(crate) fn read(
    path: &Path,
    columns: Option<&[usize]>,
) -> Result<impl Iterator<Item = Result<RecordBatch, Error>> + use<>, Error> {
    let file = files::open(path)?;
    let build = || -> Result<ParquetRecordBatchReader, ParquetError> {
        let mut builder = ParquetRecordBatchReaderBuilder::try_new(file)?;
        if let Some(columns) = columns {
            let mask = ProjectionMask::roots(builder.parquet_schema(), columns.iter().copied());
            builder = builder.with_projection(mask);
        }
        builder.with_batch_size(ROWS_AT_ONCE).build()
    };
    let reader = build().map_err(failed("read", path))?;
    let path = path.to_owned();
    Ok(reader.map(move |batch| batch.map_err(|error| failed("read", &path)(error.into()))))
}

/// The number of rows that are read from a file at once.
const ROWS_AT_ONCE: usize = 8_192;

fn read_metadata(file: &File) -> Result<ParquetMetaData, ParquetError> {
    ParquetMetaDataReader::new()
        .with_page_index_policy(PageIndexPolicy::Optional)
        .parse_and_finish(file)
}

/// Begins a file with the schema of a part, including Arrow's schema.
fn begin(
    file: File,
    part: &ParquetMetaData,
    compression: Compression,
    metadata: &[(String, String)],
) -> Result<SerializedFileWriter<File>, ParquetError> {
    let of_part = part.file_metadata().key_value_metadata();
    let mut pairs = of_part.cloned().unwrap_or_default();
    let own = metadata.iter();
    pairs.extend(own.map(|(key, value)| KeyValue::new(key.clone(), value.clone())));
    let properties = compression.properties();
    let properties = properties.set_key_value_metadata(Some(pairs)).build();
    let schema = part.file_metadata().schema_descr().root_schema_ptr();
    SerializedFileWriter::new(file, schema, Arc::new(properties))
}

fn append(
    writer: &mut SerializedFileWriter<File>,
    input: &File,
    read: &ParquetMetaData,
) -> Result<(), ParquetError> {
    let (columns, offsets) = (read.column_index(), read.offset_index());
    for (at, group) in read.row_groups().iter().enumerate() {
        let mut output = writer.next_row_group()?;
        for (column_at, column) in group.columns().iter().enumerate() {
            let column_index = columns.and_then(|groups| groups.get(at)?.get(column_at));
            let column_index =
                column_index.filter(|index| !matches!(index, ColumnIndexMetaData::NONE));
            let offset_index = offsets.and_then(|groups| groups.get(at)?.get(column_at));
            let closed = ColumnCloseResult {
                bytes_written: u64::try_from(column.compressed_size()).unwrap_or_default(),
                rows_written: u64::try_from(group.num_rows()).unwrap_or_default(),
                metadata: column.clone(),
                bloom_filter: None,
                column_index: column_index.cloned(),
                offset_index: offset_index.cloned(),
            };
            output.append_column(input, closed)?;
        }
        output.close()?;
    }
    Ok(())
}

fn failed(action: &'static str, path: &Path) -> impl FnOnce(ParquetError) -> Error {
    move |source| Error::Parquet {
        action,
        path: path.to_owned(),
        source,
    }
}
