# docker build -t sluice .                         the service
# docker build -t sluice:train --target train .    with PyTorch's libraries, for ./sluice train
FROM maven:3.9-eclipse-temurin-17 AS build
WORKDIR /src
COPY pom.xml .
COPY .mvn .mvn
COPY src/main src/main
RUN mvn -q -B -Dserving -Dmaven.test.skip=true package

FROM build AS build-train
RUN mvn -q -B -Dmaven.test.skip=true package

FROM eclipse-temurin:17-jre AS base
# The heap takes its share of the container's limit. Beside it live RocksDB's caches and write
# buffers (128 MiB), the models, Kafka's network buffers and the code: give it 768 MiB or more.
# What the collector is told is what ./sluice run tells it, and why stands there.
ENV ORT_DISABLE_TELEMETRY=1 \
    JDK_JAVA_OPTIONS="-XX:MaxRAMPercentage=40 -XX:+UseG1GC -XX:MaxGCPauseMillis=40 -XX:+UnlockExperimentalVMOptions -XX:G1MaxNewSizePercent=13 -XX:MaxTenuringThreshold=1 -XX:G1MixedGCCountTarget=16 -XX:G1MixedGCLiveThresholdPercent=50 -XX:G1HeapWastePercent=20 -XX:+ExitOnOutOfMemoryError -Dfile.encoding=UTF-8 -Dsluice.home=/opt/sluice" \
    JAVA_OPTS="-Dsluice.rocksdb.memory.mb=128"
RUN groupadd --gid 10001 sluice \
    && useradd --uid 10001 --gid 10001 --no-create-home sluice \
    && install -d -o sluice -g sluice /var/lib/sluice
WORKDIR /opt/sluice
COPY models/*.onnx models/
COPY examples examples
VOLUME /var/lib/sluice
EXPOSE 8080
USER 10001:10001
# Native libraries are unpacked to /tmp: with a read-only root, mount a tmpfs there.
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s --retries=6 \
    CMD curl -fs http://127.0.0.1:8080/health/live || exit 1
ENTRYPOINT ["sh", "-c", "umask 077; exec java ${JAVA_OPTS} -cp '/opt/sluice/sluice.jar:/opt/sluice/lib/*:/opt/sluice/lib-train/*' io.sluice.cli.Sluice \"$@\"", "sluice"]
CMD ["--help"]

FROM base AS train
ENV OMP_NUM_THREADS=1 OPT_OUT_TRACKING=true
COPY --from=build-train /src/target/lib lib
COPY --from=build-train /src/target/lib-train lib-train
COPY --from=build-train /src/target/sluice.jar sluice.jar

FROM base
COPY --from=build /src/target/lib lib
COPY --from=build /src/target/sluice.jar sluice.jar
